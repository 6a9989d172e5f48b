/** How markup is written down: children as arguments is shorter in every bundle than as a property. */
export { Fragment, h } from "preact";
