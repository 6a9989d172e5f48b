/** Addresses of pictures: only ever bytes that came with the log or with an answer. */

const BASE64 = /^[A-Za-z0-9+/=]*$/;
const DATA = /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/=]+$/;

/** The address of a thumbnail, or null where it is none. */
export function thumbnailAddress(base64: string): string | null {
  if (!BASE64.test(base64)) return null;
  // What every JPEG begins with.
  return `data:image/${base64.startsWith("/9j/") ? "jpeg" : "png"};base64,${base64}`;
}

/** The address that an answer gives, or null where it is none that loads nothing. */
export function lookAddress(data: string | null): string | null {
  return data !== null && DATA.test(data) ? data : null;
}
