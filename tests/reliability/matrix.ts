import {
  type Effect,
  type Emulator,
  type FaultRule,
  reset,
  respond,
  stall,
  strayNotFound,
  truncate,
  twice,
} from "../emulator";

/** What a request may meet: the table of the Graph contract, and what may befall any request on its way. */
export const rows: Readonly<Record<string, Effect>> = {
  "404 missing object": respond(404, { code: "ResourceNotFound", wrapped: true }),
  "400 missing object": respond(400, { wrapped: true, message: "An error has occurred" }),
  "403 missing permission": respond(403, {
    wrapped: true,
    message:
      "Application is not authorized to perform this operation. Application must have one of the following scopes: DeviceManagementConfiguration.ReadWrite.All",
  }),
  "401 expired bearer": respond(401, {
    code: "InvalidAuthenticationToken",
    message: "Lifetime validation failed, the token is expired.",
  }),
  "400 no licence": respond(400, { message: "Request not applicable to target tenant." }),
  "400 segment not in that version": respond(400, {
    message: "Resource not found for the segment 'androidForWorkEnrollmentProfiles'.",
  }),
  "404 invalid version": respond(404, { code: "ResourceNotFound", message: "Invalid version: v1.0" }),
  "400 bad JSON": respond(400, {
    message:
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  }),
  "400 empty body": respond(400, { message: "Empty Payload. JSON content expected." }),
  "400 wrong type": respond(400, {
    code: "ModelValidationFailure",
    message: "Cannot convert the literal 'x' to the expected type 'Edm.Int32'.",
  }),
  "429, whole seconds": respond(429, { retryAfter: 1, wrapped: true }),
  "429, a fraction of a second": respond(429, { retryAfter: 0.128 }),
  "429, an HTTP date": respond(429, { retryAfter: new Date(0) }),
  "429, no Retry-After": respond(429, { wrapped: true }),
  "500": respond(500),
  "502": respond(502),
  "503": respond(503),
  "503 after commit": respond(503, { commit: "after" }),
  "504 after commit": respond(504, { commit: "after" }),
  reset: reset(),
  "reset after commit": reset({ commit: "after" }),
  "no answer": stall(),
  "no answer after commit": stall({ commit: "after" }),
  "answer cut short": truncate(),
  "404 of something on the way": strayNotFound("<html><body>Not found</body></html>"),
  "delivered twice": twice(),
};

/** Which request of which operation meets the fault, as a rule of the emulator. */
export const columns = {
  up: {
    "first read": { method: "GET", nth: 1 },
    createToken: { action: "createToken" },
    "read-back": { method: "GET", nth: 2 },
  },
  refresh: { read: { method: "GET", nth: 1 } },
  destroy: {
    "first read": { method: "GET", nth: 1 },
    revokeToken: { action: "revokeToken" },
  },
} as const;

export type Operation = "create" | "update" | "refresh" | "destroy";

/** What became of one resource whose request met one fault, in a run and in the clean one after it. */
export interface Cell {
  readonly row: string;
  readonly operation: Operation;
  readonly column: string;
  readonly outcome: string;
  /** Tokens issued in the run with the fault, and in the clean one after it. */
  readonly issued: readonly [number, number];
  /** After the clean run: state holds the token that the profile holds; or nothing is left in either. */
  readonly sound: boolean;
}

export interface Matrix {
  readonly cells: readonly Cell[];
  readonly unusedFaults: readonly string[];
}

/** A resource and its profile. */
export interface Subject {
  readonly name: string;
  readonly emulator: Emulator;
  readonly profileId: string;
}

interface StoredToken {
  readonly tokenValue: unknown;
  readonly pending: boolean;
}

/** A stack with a resource on each subject's profile, by whatever drives the provider. */
export interface Driver {
  readonly subjects: readonly Subject[];
  declare(tokenValidityInSeconds: number): Promise<void>;
  /** Runs to its end, whatever fails. Resolves with the names of the resources whose step failed. */
  run(command: "up" | "refresh" | "destroy"): Promise<ReadonlySet<string>>;
  stored(): Promise<ReadonlyMap<string, StoredToken>>;
}

type Column = keyof typeof columns.up;

/** The names of the resources that a driver has to have: one for each row at each request of an `up`. */
export const subjectNames: readonly string[] = Object.keys(rows).flatMap((row) =>
  Object.keys(columns.up).map((column) => nameOf(row, column)),
);

/** Every row at every request of every operation: one resource a cell, one run an operation. */
export async function runMatrix(driver: Driver): Promise<Matrix> {
  const run = new MatrixRun(driver);
  await run.issue("create", 3600);
  await run.issue("update", 7200);
  await run.refresh();
  await run.destroy();
  return run;
}

class MatrixRun implements Matrix {
  readonly cells: Cell[] = [];
  readonly unusedFaults: string[] = [];
  private readonly subjects: readonly (Subject & { readonly row: string; readonly column: Column })[];

  constructor(private readonly driver: Driver) {
    const byName = new Map(driver.subjects.map((subject) => [subject.name, subject]));
    this.subjects = Object.keys(rows).flatMap((row) =>
      (Object.keys(columns.up) as Column[]).flatMap((column) => {
        const subject = byName.get(nameOf(row, column));
        return subject === undefined ? [] : [{ ...subject, row, column }];
      }),
    );
  }

  async issue(operation: "create" | "update", tokenValidityInSeconds: number): Promise<void> {
    await this.driver.declare(tokenValidityInSeconds);
    const counts = [this.counts()];
    await this.faulted("up", ({ column }) => columns.up[column]);
    const between = await this.driver.stored();
    counts.push(this.counts());
    await this.cleanly("up");
    const after = await this.driver.stored();
    counts.push(this.counts());
    for (const subject of this.subjects) {
      const { name, row, column } = subject;
      const issued = issuedIn(counts, name);
      const sound = holdsItsToken(subject, after) && after.get(name)?.pending === false;
      const outcome = issueOutcome(issued, between.get(name)?.pending === true);
      this.cells.push({ row, operation, column, outcome, issued, sound });
    }
  }

  async refresh(): Promise<void> {
    const counts = [this.counts()];
    const refused = await this.faulted("refresh", ({ column }) =>
      column === "first read" ? columns.refresh.read : undefined,
    );
    const between = await this.driver.stored();
    counts.push(this.counts());
    await this.cleanly("refresh");
    await this.cleanly("up");
    const after = await this.driver.stored();
    counts.push(this.counts());
    for (const subject of this.subjects.filter(({ column }) => column === "first read")) {
      const { name, row } = subject;
      const outcome = !between.has(name)
        ? "taken as gone"
        : refused.has(name)
          ? "refused, then read"
          : "read";
      const [issued, sound] = [issuedIn(counts, name), holdsItsToken(subject, after)];
      this.cells.push({ row, operation: "refresh", column: "read", outcome, issued, sound });
    }
  }

  async destroy(): Promise<void> {
    const columnOf = ({ column }: { column: Column }) =>
      column === "read-back" ? undefined : column === "createToken" ? "revokeToken" : column;
    await this.faulted("destroy", (subject) => {
      const column = columnOf(subject);
      return column && columns.destroy[column];
    });
    const between = await this.driver.stored();
    await this.cleanly("destroy");
    const left = await this.driver.stored();
    for (const subject of this.subjects) {
      const { name, row, emulator, profileId } = subject;
      const column = columnOf(subject);
      if (column === undefined) continue;
      const active = emulator.tokens(profileId).some(({ state }) => state === "active");
      const outcome = active ? "taken as gone" : between.has(name) ? "kept, then revoked" : "revoked";
      this.cells.push({ row, operation: "destroy", column, outcome, issued: [0, 0], sound: !left.has(name) });
    }
  }

  private async faulted(
    command: "up" | "refresh" | "destroy",
    ruleFor: (subject: { readonly column: Column }) => FaultRule | undefined,
  ): Promise<ReadonlySet<string>> {
    for (const { emulator, profileId, row, column } of this.subjects) {
      const rule = ruleFor({ column });
      const effect = rows[row];
      if (rule && effect) emulator.fault({ ...rule, profileId }, effect);
    }
    const failed = await this.driver.run(command);
    for (const emulator of new Set(this.subjects.map((subject) => subject.emulator))) {
      this.unusedFaults.push(...emulator.unusedFaults().map(({ effect }) => `${command}: ${effect}`));
      emulator.clearFaults();
    }
    return failed;
  }

  private async cleanly(command: "up" | "refresh" | "destroy"): Promise<void> {
    const failed = await this.driver.run(command);
    if (failed.size > 0) throw new Error(`A clean ${command} failed for ${[...failed].join("; ")}.`);
  }

  private counts(): ReadonlyMap<string, number> {
    return new Map(
      this.subjects.map(({ name, emulator, profileId }) => [name, emulator.tokens(profileId).length]),
    );
  }
}

function nameOf(row: string, column: string): string {
  return `${row}, ${column}`;
}

function holdsItsToken(
  { name, emulator, profileId }: Subject,
  stored: ReadonlyMap<string, StoredToken>,
): boolean {
  return stored.get(name)?.tokenValue === emulator.profile(profileId)?.tokenValue;
}

function issuedIn(counts: readonly ReadonlyMap<string, number>[], name: string): [number, number] {
  const [first = 0, second = 0, third = 0] = counts.map((count) => count.get(name));
  return [second - first, third - second];
}

function issueOutcome([during, afterwards]: readonly [number, number], pending: boolean): string {
  if (pending) return afterwards === 0 ? "pending, then read back" : "pending, then issued again";
  if (during === 0) return afterwards === 1 ? "refused, then issued" : "never issued";
  if (during > 1) return "issued twice";
  return afterwards === 0 ? "issued" : "issued, forgotten, issued again";
}
