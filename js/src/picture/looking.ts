/** Pictures in a size to look at: asked for once, and kept while the page is open. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { Picture } from "../protocol.ts";
import type { Session } from "../session.ts";
import { useView } from "../view.ts";
import { lookAddress, thumbnailAddress } from "./address.ts";

/** Pixels on the longer side of a thumbnail. */
const CARRIED = 256;
/** How many pictures are kept. */
const KEPT = 12;

export type Looks = Map<string, Promise<string | null>>;

function asked(session: Session, looks: Looks, sha256: string): Promise<string | null> {
  const known = looks.get(sha256);
  if (known) return known;
  const answer = session.channel.ask({ type: "Look", sha256 }).then(({ data }) => {
    const address = lookAddress(data);
    // What is gone now may be there after the cell has run again.
    if (address === null) looks.delete(sha256);
    return address;
  });
  looks.set(sha256, answer);
  const [oldest] = looks.keys();
  if (looks.size > KEPT && oldest !== undefined) looks.delete(oldest);
  return answer;
}

/** The address of a picture as large as there is one: its thumbnail until more has come. */
export function useLook({ sha256, width, height, thumbnail }: Picture) {
  const { session, looks } = useView();
  const large = useSignal<string | null>(null);
  useLayoutEffect(() => {
    large.value = null;
    if (!session.kernel || Math.max(width, height) <= CARRIED) return undefined;
    let wanted = true;
    asked(session, looks, sha256).then((address) => {
      if (wanted) large.value = address;
    });
    return () => {
      wanted = false;
    };
  }, [session, looks, sha256, width, height, large]);
  return {
    address: large.value ?? thumbnailAddress(thumbnail),
    /** Whether it is the thumbnail that stands for a larger picture. */
    coarse: large.value === null && Math.max(width, height) > CARRIED,
    /** The large one could not be shown. */
    broken: () => {
      large.value = null;
    },
  };
}
