import type { Picture } from "./protocol.ts";

const BASE64 = /^[A-Za-z0-9+/=]*$/;

/** A picture from the log: always a PNG of ours, never an address. */
export function Thumbnail({ picture, role }: { picture: Picture; role: string }) {
  if (!BASE64.test(picture.thumbnail)) return null;
  return (
    <img
      class="tgw-thumbnail"
      src={`data:image/png;base64,${picture.thumbnail}`}
      alt={role}
      title={`${picture.width} × ${picture.height} pixels`}
      draggable={false}
    />
  );
}
