/** The picture of a state as a view without wishes draws it. */

import { type Scene, sceneOf, type Wishes } from "../src/graph/scene.ts";
import type { State } from "../src/store/state.ts";

export const NOTHING: Wishes = { tidied: new Map(), hidden: new Set(), folded: new Map() };

export function plain(state: State, wishes: Partial<Wishes> = {}): Scene {
  return sceneOf(state, { ...NOTHING, ...wishes });
}
