import type { ProbeRequest, Reply, Requests } from "./requests";
import { entityIn } from "./requests";
import { type Kind, pathOf, type Scratch, type ScratchProfile } from "./scratch";

/** The token fields of a profile. Secret: reports only say how a field changed. */
export type TokenFields = Readonly<Record<(typeof tokenFieldNames)[number], unknown>>;

export const tokenFieldNames = [
  "tokenValue",
  "qrCodeContent",
  "qrCodeImage",
  "tokenExpirationDateTime",
  "tokenCreationDateTime",
] as const;

/** How long to wait for a change. If one did not come, the next waits are short. */
export const patienceInMilliseconds = 120_000;
const shortPatienceInMilliseconds = 10_000;
const pausesInMilliseconds = [250, 250, 500, 1000, 2000];
const longestPauseInMilliseconds = 5000;

/** What was seen, after how long, and at which look. */
export interface Sight {
  readonly fields: TokenFields;
  readonly afterMilliseconds: number;
  readonly looks: number;
}

/** The profile that the measurements of one kind work with. */
export class Subject {
  /** The profile that is measured; undefined until one has been made. */
  profile: ScratchProfile | undefined;
  /** A validity that the service accepts; undefined until one is known. */
  usualValidity: number | undefined;
  /** The id in the paths of the profile's actions, if it is not the profile's id. */
  private actionId: string | undefined;
  /** All token fields that were seen so far: an outdated copy of the profile may show them again. */
  private readonly shown = new Set<string>();
  /** The latest token fields that had not been seen before. */
  latest: TokenFields | undefined;
  private patience = patienceInMilliseconds;

  constructor(
    readonly kind: Kind,
    readonly scratch: Scratch,
    readonly requests: Requests,
    /** The time by Graph's clock. */
    readonly now: () => Date,
    /** How many tokens are issued to measure the wait for a new one. */
    readonly tokens: number,
  ) {}

  /** For measurements after the creation. They do not run if the creation was refused. */
  get made(): ScratchProfile {
    if (this.profile === undefined) throw new Error("The probe has no profile to measure.");
    return this.profile;
  }

  async get(query = "", refusals: readonly number[] = []): Promise<Reply> {
    return this.requests.send({ method: "GET", path: pathOf(this.made, query), refusals });
  }

  /** Reads the token fields, with the form of request that certainly returns them. */
  async tokenFields(): Promise<TokenFields> {
    const names = tokenFieldNames.filter(
      (name) => name !== "tokenCreationDateTime" || this.made.profileType === "androidDeviceOwner",
    );
    const selected = await this.get(`?$select=${names.join(",")}`, [400]);
    return tokenFieldsIn((selected.status === 400 ? await this.get() : selected).body);
  }

  /** Calls an action of the profile. */
  async act(action: string, asked: Partial<ProbeRequest> = {}): Promise<Reply> {
    const id = this.actionId ?? (this.kind.name === "aosp" ? `AOSP-${this.made.id}` : this.made.id);
    return this.actOn(id, action, asked);
  }

  /** Calls an action with this id. */
  async actOn(id: string, action: string, asked: Partial<ProbeRequest> = {}): Promise<Reply> {
    return this.requests.send({
      method: "POST",
      ...asked,
      path: pathOf({ ...this.made, id }, `/${action}`),
    });
  }

  /** From now on, actions use this id. */
  useActionId(id: string): void {
    this.actionId = id;
  }

  /** Requests a token and waits until it can be seen. Returns no `sight` if the token was refused or never appeared. */
  async issue(
    tokenValidityInSeconds: number,
    { refusals = [], id, action = "createToken" }: { refusals?: number[]; id?: string; action?: string } = {},
  ): Promise<{ readonly reply: Reply; readonly sight?: Sight }> {
    await this.look();
    const asked = { body: { tokenValidityInSeconds }, refusals };
    const reply = await (id === undefined ? this.act(action, asked) : this.actOn(id, action, asked));
    if (reply.status >= 300) return { reply };
    const sight = await this.until(async () => {
      const { fields, isNew } = await this.look();
      return isNew ? fields : undefined;
    });
    return sight === undefined ? { reply } : { reply, sight };
  }

  /** Revokes the token, and waits until two looks in a row show the same change. */
  async revoke(): Promise<{ readonly before: TokenFields; readonly sight: Sight | undefined }> {
    const before = this.latest ?? (await this.look()).fields;
    await this.act("revokeToken");
    let last = fingerprint(before);
    const sight = await this.until(async () => {
      const { fields } = await this.look();
      const current = fingerprint(fields);
      const agrees = current === last && current !== fingerprint(before);
      last = current;
      return agrees ? fields : undefined;
    });
    return { before, sight };
  }

  /** Reads the token fields once. `isNew` is true if no earlier look has seen them. */
  async look(): Promise<{ readonly fields: TokenFields; readonly isNew: boolean }> {
    const fields = await this.tokenFields();
    const isNew = !this.shown.has(fingerprint(fields));
    if (isNew) this.latest = fields;
    this.shown.add(fingerprint(fields));
    return { fields, isNew };
  }

  private async until(see: () => Promise<TokenFields | undefined>): Promise<Sight | undefined> {
    const { clock } = this.requests;
    const since = clock.now().getTime();
    for (let looks = 1; ; looks++) {
      const fields = await see();
      const afterMilliseconds = clock.now().getTime() - since;
      if (fields !== undefined) return { fields, looks, afterMilliseconds };
      if (afterMilliseconds >= this.patience) break;
      await this.requests.sleep(pausesInMilliseconds[looks - 1] ?? longestPauseInMilliseconds);
    }
    this.patience = shortPatienceInMilliseconds;
    return undefined;
  }
}

function fingerprint(fields: TokenFields): string {
  return JSON.stringify(fields);
}

export function tokenFieldsIn(body: unknown): TokenFields {
  const entity = entityIn(body);
  return Object.fromEntries(tokenFieldNames.map((name) => [name, entity[name]])) as TokenFields;
}

export function changedFields(before: TokenFields, after: TokenFields): readonly (keyof TokenFields)[] {
  return tokenFieldNames.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

export function showsToken({ tokenValue }: TokenFields): boolean {
  return typeof tokenValue === "string" && tokenValue !== "";
}
