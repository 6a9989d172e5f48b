/** A picture as large as the pane, with its size and role. */

import type { Picture } from "../protocol.ts";
import { Thumbnail } from "../Thumbnail.tsx";

/** Pixels on the longer side of what the log carries. */
const CARRIED = 256;

export function Figure({ picture, role }: { picture: Picture; role: string }) {
  const { width, height } = picture;
  const smaller = Math.max(width, height) > CARRIED;
  return (
    // Never larger than it is.
    <figure class="tgw-figure" style={{ "--tgw-width": `${width}px` }}>
      <figcaption>
        <span dir="auto">{role}</span>
        <span class="tgw-muted">
          {`${width} × ${height} pixels${smaller ? `, shown from a preview of ${CARRIED}` : ""}`}
        </span>
      </figcaption>
      <Thumbnail picture={picture} role={role} />
    </figure>
  );
}
