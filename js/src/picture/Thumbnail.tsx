import type { Picture } from "../protocol.ts";
import { thumbnailAddress } from "./address.ts";

/** A picture from the log: always bytes of ours, never an address. */
export function Thumbnail({ picture, role }: { picture: Picture; role: string }) {
  const address = thumbnailAddress(picture.thumbnail);
  if (address === null) return null;
  return (
    <img
      class="tgw-thumbnail"
      src={address}
      alt={role}
      title={`${picture.width} × ${picture.height} pixels`}
      draggable={false}
    />
  );
}
