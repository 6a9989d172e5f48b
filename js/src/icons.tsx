/** Small pictures drawn in the text's colour; each stands beside a word, so none is read aloud. */

const CHECK = "m3.5 8.4 3 3 6-6.6";
const CROSS = "m4.4 4.4 7.2 7.2M11.6 4.4l-7.2 7.2";
const SIGN = "M8 2.6 14 13H2L8 2.6M8 6.6v3M8 11.4h.01";

export const PATHS = {
  waiting: "M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M8 6v2.2l1.6 1",
  running: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  retrying: "M12.6 6.2A5 5 0 1 0 13 9M12.8 3v3.4H9.4",
  failed: SIGN,
  asking: "M6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.3M8 12h.01",
  accepted: CHECK,
  edited: "m3.4 12.6.6-2.6 6.4-6.4 2 2L6 12z",
  rejected: CROSS,
  said: "M3.4 4h9.2v6.4H8L5.4 13v-2.6h-2z",
  cached: "M8.6 2.6 4 9h3.6l-.4 4.4L12 7H8.4z",
  cancelled: "M4 8h8",
  skipped: "m4 4.5 5 3.5-5 3.5zM11.8 4.5v7",
  done: CHECK,
  given: "M8 4.6 11.4 8 8 11.4 4.6 8z",
  gradient: "M12.6 8H3.6M7 4.4 3.4 8 7 11.6",
  muted: "M8 3.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6M4.6 4.6l6.8 6.8",
  copy: "M6 6h6.4v6.4H6zM10 3.6H3.6V10",
  close: CROSS,
  save: "M8 2.8v7M5 7l3 3 3-3M3.2 12.8h9.6",
  stop: "M4.6 4.6h6.8v6.8H4.6z",
  pause: "M5.6 4.2v7.6M10.4 4.2v7.6",
  resume: "M5.2 3.8v8.4L12 8z",
  newest: "M8 3.4v8.4M4.6 8.6 8 12l3.4-3.4",
  more: "m4.6 6.4 3.4 3.4 3.4-3.4",
  plus: "M8 3.6v8.8M3.6 8h8.8",
  minus: "M3.6 8h8.8",
  fit: "M3.4 6V3.4H6M10 3.4h2.6V6M12.6 10v2.6H10M6 12.6H3.4V10",
  follow: "M8 5.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8M8 2v2M8 12v2M2 8h2M12 8h2",
  search: "M7 3.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6M9.8 9.8l3 3",
  down: "m4 6.4 4 4 4-4",
  up: "m4 9.6 4-4 4 4",
  forward: "m6.4 4 4 4-4 4",
  fold: "M3.6 6.4h8.8v6H3.6zM5.2 3.8h5.6",
  open: "M8 3.4v9.2M4.6 6.2 8 2.8l3.4 3.4M4.6 9.8 8 13.2l3.4-3.4",
  tidy: "M3 4h4M3 8h4M3 12h4M7 4l2.5 4L7 12M9.5 8H13",
  person:
    "M8 3a2.4 2.4 0 1 0 0 4.8A2.4 2.4 0 0 0 8 3M3.6 13c.5-2.4 2.2-3.6 4.4-3.6s3.9 1.2 4.4 3.6",
  info: "M8 7.4v4M8 4.8h.01M8 2.4a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 8 2.4",
  warning: SIGN,
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="tgw-icon" data-icon={name} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
