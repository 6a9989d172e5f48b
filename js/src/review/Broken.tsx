/** Which constraints a candidate breaks, in their own words. */

import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";

export function Broken({ lines }: { lines: readonly string[] }) {
  if (!lines.length) return null;
  return (
    <div class="tgw-breaks">
      <strong>
        <Icon name="warning" />
        {lines.length === 1
          ? "It breaks a constraint"
          : `It breaks ${plural(lines.length, "constraint")}`}
      </strong>
      <ul>
        {lines.map((line, place) => (
          <li key={place} dir="auto">
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
}
