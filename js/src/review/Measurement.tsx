/** How a candidate does on examples held out, and which of them it fixes and breaks. */

import { plural } from "../format.ts";
import type { Measured } from "../protocol.ts";
import { Muted } from "../text/Muted.tsx";

const number = (value: number) => value.toFixed(Math.abs(value) < 10 ? 2 : 1);

function Examples({ word, all }: { word: "fixed" | "broken"; all: readonly string[] }) {
  if (!all.length) return <Muted>{`none ${word}`}</Muted>;
  return (
    <details data-examples={word}>
      <summary>{`${all.length} ${word}`}</summary>
      <ul>
        {all.map((example, place) => (
          <li key={place} dir="auto">
            {example}
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Measurement({ of }: { of: Measured | undefined }) {
  if (!of) return null;
  const rises = of.after > of.before;
  return (
    <div class="tgw-measured" data-rises={rises}>
      <span class="tgw-label">{`on ${plural(of.examples, "held-out example")}`}</span>
      <strong>
        {`${number(of.before)} → ${number(of.after)}`}
        <Muted>{rises ? " better" : of.after < of.before ? " worse" : " same"}</Muted>
      </strong>
      <Examples word="fixed" all={of.fixed} />
      <Examples word="broken" all={of.broken} />
    </div>
  );
}
