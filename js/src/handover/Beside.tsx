/** What a text was made from, or is about: given texts, and pictures to look at. */

import { useSignal } from "@preact/signals";
import { plural } from "../format.ts";
import { lookAddress, thumbnailAddress } from "../picture/address.ts";
import type { Picture } from "../protocol.ts";
import { useAnswers } from "./context.ts";
import type { Source } from "./document.ts";

function Figure({ role, picture }: { role: string; picture: Picture }) {
  const { document } = useAnswers();
  const large = useSignal(false);
  const { sha256, thumbnail, width, height } = picture;
  const address = lookAddress(document.pictures[sha256] ?? null) ?? thumbnailAddress(thumbnail);
  if (address === null) return null;
  return (
    <figure class="tgw-beside-picture" data-large={large.value}>
      <button
        type="button"
        aria-pressed={large.value}
        aria-label={`Larger: ${role}`}
        onClick={() => {
          large.value = !large.value;
        }}
      >
        <img src={address} alt={role} width={width} height={height} draggable={false} />
      </button>
      <figcaption class="tgw-muted">
        <span dir="auto">{role}</span>
      </figcaption>
    </figure>
  );
}

function Given({ role, text, rest }: Source) {
  return (
    <div class="tgw-beside-text">
      <span class="tgw-label">{role}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div
        class="tgw-words"
        data-whole={true}
        dir="auto"
        role="group"
        aria-label="Text"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by key
        tabIndex={0}
      >
        {text}
        {rest > 0 && <span class="tgw-muted">{` … and ${plural(rest, "more character")}`}</span>}
      </div>
    </div>
  );
}

export function Beside({ sources }: { sources: readonly Source[] }) {
  if (sources.length === 0) return null;
  const pictures = sources.filter(({ picture }) => picture !== null);
  return (
    <div class="tgw-beside">
      {sources.map((source, place) => source.picture === null && <Given key={place} {...source} />)}
      {pictures.length > 0 && (
        <div class="tgw-beside-pictures">
          {pictures.map(({ role, picture }) => (
            <Figure key={picture?.sha256} role={role} picture={picture as Picture} />
          ))}
        </div>
      )}
    </div>
  );
}
