interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** The argument that a failure is about: where its value may be secret, the failure names it in its words only. */
export function argumentOf({ property, reason }: Failure): string {
  if (property !== "") return property;
  const unheardOf = /^("(?:[^"\\]|\\.)*") is not an argument/.exec(reason)?.[1];
  return unheardOf === undefined ? (reason.split(" ")[0] ?? "") : (JSON.parse(unheardOf) as string);
}

/** What is wrong, in words that follow the argument's name. */
export function reasonOf({ property, reason }: Failure): string {
  return property === "" ? reason.replace(/^("(?:[^"\\]|\\.)*"|\S+) /, "") : reason;
}
