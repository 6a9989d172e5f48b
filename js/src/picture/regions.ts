/** Regions of a picture, in its own pixels: drawn, moved, sized, and told in words. */

import type { Region } from "../protocol.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const clamp = (value: number, least: number, most: number) =>
  Math.round(Math.min(Math.max(value, least), most));

/** The region between two points; at least a pixel, and within the picture. */
export function between(size: Size, from: Point, to: Point): Region {
  const left = clamp(Math.floor(Math.min(from.x, to.x)), 0, size.width - 1);
  const top = clamp(Math.floor(Math.min(from.y, to.y)), 0, size.height - 1);
  const right = clamp(Math.ceil(Math.max(from.x, to.x)), left + 1, size.width);
  const bottom = clamp(Math.ceil(Math.max(from.y, to.y)), top + 1, size.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** The middle of a picture, for who has not said where yet. */
export function middle({ width, height }: Size): Region {
  const corner = { x: width * 0.35, y: height * 0.35 };
  return between({ width, height }, corner, { x: width * 0.65, y: height * 0.65 });
}

/** The region elsewhere, as large as it was. */
export function moved(size: Size, region: Region, x: number, y: number): Region {
  const left = clamp(region.left + x, 0, size.width - region.width);
  const top = clamp(region.top + y, 0, size.height - region.height);
  return { ...region, left, top };
}

/** The region with its lower right corner elsewhere. */
export function sized(size: Size, region: Region, x: number, y: number): Region {
  const width = clamp(region.width + x, 1, size.width - region.left);
  const height = clamp(region.height + y, 1, size.height - region.top);
  return { ...region, width, height };
}

/** How far one press of an arrow goes: a hundredth of the picture. */
export function stride({ width, height }: Size): number {
  return Math.max(1, Math.round(Math.max(width, height) / 100));
}

/** Where it is, in words. */
export function spoken({ left, top, width, height }: Region): string {
  return `${width} × ${height} pixels at ${left}, ${top}`;
}

/** Where it is on the picture however large that is shown. */
export function placedOn(size: Size, { left, top, width, height }: Region) {
  const share = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return {
    left: share(left, size.width),
    top: share(top, size.height),
    width: share(width, size.width),
    height: share(height, size.height),
  };
}
