// Areas of a grid: neighbours of one name, with the edges around them.

export interface Area {
  /** Of a cell's sides, those where its area ends. */
  edges: string;
  /** The area's name, in the first of its cells alone. */
  name?: string;
}

/** For each cell of a grid of names (undefined: in no area) where its area ends, and where its name is written. */
export function areasOf(names: readonly (readonly (string | undefined)[])[]): Area[][] {
  return names.map((row, y) =>
    row.map((name, x) => {
      if (name === undefined) return { edges: "" };
      const beside = { top: names[y - 1]?.[x], right: row[x + 1], bottom: names[y + 1]?.[x], left: row[x - 1] };
      const edges = Object.entries(beside).filter(([, other]) => other !== name);
      const first = beside.top !== name && beside.left !== name;
      return { edges: edges.map(([side]) => side).join(" "), ...(first ? { name } : {}) };
    }),
  );
}
