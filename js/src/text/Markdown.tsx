/** Formatted text, made of our own elements: nothing in it loads, links or runs. */

import type { ComponentChildren } from "preact";
import { CopyButton } from "../detail/CopyButton.tsx";
import { Icon } from "../icons.tsx";
import type { Inline } from "./inline.ts";
import { Muted } from "./Muted.tsx";
import type { Block } from "./markdown.ts";

/** Whom an address leads to, as far as it says. */
function hostOf(url: string): string {
  const [, scheme = "", host = ""] = /^(?:([a-z][a-z\d+.-]*):)?(?:\/\/([^/?#]*))?/i.exec(url) ?? [];
  return host || (scheme ? `${scheme}:` : "this page");
}

/** An address is told and can be copied, and leads nowhere. */
function Address({ kind, text, url }: { kind: "link" | "image"; text: string; url: string }) {
  const host = hostOf(url);
  if (kind === "image")
    return (
      <span class="tgw-address" title={url}>
        <Icon name="warning" />
        {`image not loaded: ${text}`} <Muted>{`(${host})`}</Muted>
      </span>
    );
  return (
    <span class="tgw-address" title={url}>
      {text ? text : url} {text !== "" && <Muted>{`(${host})`}</Muted>}
      <CopyButton text={url} what={`address ${url}`} />
    </span>
  );
}

function Line({ inside }: { inside: readonly Inline[] }): ComponentChildren {
  return inside.map((one, place) => {
    if (typeof one === "string") return one;
    if (one.kind === "code") return <code key={place}>{one.text}</code>;
    if ("url" in one) return <Address key={place} {...one} />;
    const { kind: Name, inside: words } = one;
    return (
      <Name key={place}>
        <Line inside={words} />
      </Name>
    );
  });
}

function drawn(block: Block, key: number): ComponentChildren {
  switch (block.kind) {
    case "text":
      return (
        <p key={key} dir="auto">
          <Line inside={block.inside} />
        </p>
      );
    case "heading":
      // Not a heading of the page, whose own would be out of order then.
      return (
        <p key={key} dir="auto" class="tgw-md-heading" data-level={block.level}>
          <Line inside={block.inside} />
        </p>
      );
    case "code":
      return (
        <pre key={key} dir="ltr">
          {block.language !== "" && <span class="tgw-label">{`${block.language}\n`}</span>}
          <code>{block.text}</code>
        </pre>
      );
    case "quote":
      return (
        <blockquote key={key}>
          <Markdown blocks={block.blocks} />
        </blockquote>
      );
    case "rule":
      return <hr key={key} />;
    case "list": {
      const numbered = block.items[0]?.number !== null;
      const items = block.items.map(({ number, blocks }, place) => (
        <li key={place} value={number ?? undefined}>
          <Markdown blocks={blocks} />
        </li>
      ));
      return numbered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
    }
    case "table": {
      const [head = [], ...rows] = block.rows;
      return (
        <table key={key}>
          <thead>
            <tr>
              {head.map((cell, place) => (
                <th key={place} dir="auto">
                  <Line inside={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={place}>
                {row.map((cell, column) => (
                  <td key={column} dir="auto">
                    <Line inside={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    }
  }
}

export function Markdown({ blocks }: { blocks: readonly Block[] }): ComponentChildren {
  return blocks.map(drawn);
}
