import type { Key } from "../keys.ts";
import type { View } from "../view.ts";
import { ZOOM } from "./viewport.ts";

/** Do what a key asks of the picture; gives whether it asked anything. */
export function pressPicture({ camera, scene, tidying }: View, key: Key): boolean {
  if (key === "closer") camera.closer(ZOOM.factor);
  else if (key === "further") camera.closer(1 / ZOOM.factor);
  else if (key === "fit") camera.fit(scene.value);
  else if (key === "follow") camera.follow();
  else if (key === "tidy") tidying.tidy();
  else return false;
  return true;
}
