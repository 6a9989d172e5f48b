/** Facts, each under its name; what is empty is left out. */

export type Facts = readonly (readonly [name: string, fact: string])[];

export function Pairs({ class: name, of }: { class: string; of: Facts }) {
  return (
    <dl class={name}>
      {of.map(
        ([name, fact]) =>
          fact && (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{fact}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
