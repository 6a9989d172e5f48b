import type { ComponentChildren } from "preact";

/** Words beside what matters. */
export const Muted = ({ children }: { children?: ComponentChildren }) => (
  <span class="tgw-muted">{children}</span>
);
