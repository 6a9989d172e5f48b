/** Above the changes: how many there are and are taken, and how they are shown. */

import { plural } from "../format.ts";
import { Muted } from "../text/Muted.tsx";
import { useView } from "../view.ts";
import { Press } from "./Press.tsx";

const LAYOUTS = [
  [false, "Inline"],
  [true, "Side by side"],
] as const;

/** Inline or side by side, where there is room for both. */
export function Layout() {
  const { wide, side } = useView();
  if (!wide.value) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <span class="tgw-layouts" role="group" aria-label="Show changes">
      {LAYOUTS.map(([beside, word]) => (
        <Press
          key={word}
          look="quiet"
          aria-pressed={side.value === beside}
          press={() => {
            side.value = beside;
          }}
        >
          {word}
        </Press>
      ))}
    </span>
  );
}

interface Props {
  all: number;
  left: number;
  takeAll: () => void;
}

export function Taking({ all, left, takeAll }: Props) {
  const { wide } = useView();
  if (all < 2 && !wide.value) return null;
  return (
    <div class="tgw-taking">
      <Muted>
        {left === 0
          ? all > 1 && `${plural(all, "change")}; click one to leave it out`
          : left === all
            ? "no change taken"
            : `${all - left} of ${all} changes taken`}
      </Muted>
      {left > 0 && (
        <Press called="take-all" look="link" press={takeAll}>
          take all
        </Press>
      )}
      <Layout />
    </div>
  );
}
