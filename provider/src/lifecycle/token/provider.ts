import type {
  CheckResult,
  CreateResult,
  DiffResult,
  ReadResult,
  ResourceProvider,
  UpdateResult,
} from "@pulumi/pulumi/dynamic";
import { IntuneError } from "../../errors";
import { profileKey, profilePath } from "../../graph/profile";
import type { Context } from "../session";
import {
  configurationFaults,
  type EngineProperties,
  PartlyMadeError,
  underLastConfiguration,
  withoutStack,
} from "../engine";
import { ResourceHooks } from "../resourceHooks";
import type { Properties } from "../../rules";
import { checkToken } from "./arguments";
import { createToken } from "./create";
import { deleteToken } from "./delete";
import { announcement, tokenChange, toDiffResult } from "./diff";
import { readOnlyState } from "./lookUp";
import { readToken } from "./read";
import type { TokenInputs, TokenState } from "./state";
import { Successors } from "./successors";
import { updateToken } from "./update";

/**
 * The hooks of an EnrollmentToken, as the engine calls them. Each hook is a function in a file beside this one. This
 * class gives them the session and converts their results for the engine.
 */
export class EnrollmentTokenProvider extends ResourceHooks implements ResourceProvider {
  /** Kept for the whole run: one process with one provider serves it. */
  private readonly successors = new Successors();
  /** The notices of `diff` so far: in `pulumi up --refresh` the engine calls `diff` twice. */
  private readonly announced = new Set<string>();
  /** Profiles whose token a refresh has just taken over. */
  private readonly followed = new Set<string>();

  check(olds: object, news: object): Promise<CheckResult> {
    const { inputs, failures, warnings } = checkToken(olds as Properties, news as Properties);
    const faults = configurationFaults(this.session, inputs.tenantId);
    if (faults.length + failures.length === 0) {
      for (const warning of warnings) this.session().notify(`Warning: ${warning}`);
      const { tenantId, ...profile } = inputs as unknown as TokenInputs;
      this.successors.declare(this.keyOf(tenantId, profileKey(profile)));
    }
    return Promise.resolve({ inputs, failures: [...failures, ...faults] });
  }

  diff(_id: string, olds: TokenState, news: TokenInputs): Promise<DiffResult> {
    const { clock, notify, settings } = this.session();
    const key = this.keyOf(olds.tenantId, profileKey(olds));
    const change = tokenChange(olds, news, clock.now(), settings.tenantId);
    const announced = announcement(olds, change);
    if (announced !== undefined && !this.announced.has(announced)) {
      this.announced.add(announced);
      notify(announced);
    }
    const result = toDiffResult(change);
    if (change.replaces.length === 0) this.successors.inState(key, olds.pendingIssue !== undefined);
    // After each read the engine calls `diff` once, so that `pulumi refresh` shows a change and --expect-no-changes fails. A
    // later call, in an `up`, has nothing to do.
    return Promise.resolve(this.followed.delete(key) ? { ...result, changes: true } : result);
  }

  create(news: TokenInputs & EngineProperties): Promise<CreateResult> {
    return this.issuing(news, async (context) => {
      const outs = await createToken(context, news);
      return { id: profilePath(news), outs };
    });
  }

  update(_id: string, olds: TokenState, news: TokenInputs & EngineProperties): Promise<UpdateResult> {
    return this.issuing(news, async (context) => ({ outs: await updateToken(context, olds, news) }));
  }

  read(id: string, olds: TokenState | Partial<TokenState>): Promise<ReadResult> {
    if (olds.profileId === undefined) return this.readOnly(id);
    const state = olds as TokenState;
    return underLastConfiguration(() =>
      this.serially(state.tenantId, profileKey(state), async (context, key) => {
        const refreshed = await readToken(context, state);
        if (refreshed.isFollowed) this.followed.add(key);
        // An empty id says that the resource is gone.
        return refreshed.state === undefined ? { id: "", props: {} } : { id, props: refreshed.state };
      }),
    );
  }

  delete(_id: string, olds: TokenState): Promise<void> {
    return underLastConfiguration(() =>
      this.serially(olds.tenantId, profileKey(olds), async (context, key) => {
        const successor = this.successors.on(key);
        if (successor === undefined) return deleteToken(context, olds);
        if (successor === "pending") throw successorPending(olds);
        context.notify(
          `${profilePath(olds)} keeps its token: another resource of this stack has taken its place on the profile.`,
        );
      }),
    );
  }

  /** The first read of a resource of `EnrollmentToken.get`, of which only the id is known. */
  private async readOnly(id: string): Promise<ReadResult> {
    return {
      id,
      props: await underLastConfiguration(() => withoutStack(readOnlyState(this.session(), id))),
    };
  }

  /** Runs work that may issue a token. A token that may exist is not forgotten: it goes into state as pending. */
  private issuing<Result>(
    news: TokenInputs & EngineProperties,
    work: (context: Context) => Promise<Result>,
  ): Promise<Result> {
    return this.serially(news.tenantId, profileKey(news), async (context, key) => {
      try {
        const result = await this.keepingPartlyMade(news, work(context));
        this.successors.settled(key);
        return result;
      } catch (error) {
        if (error instanceof PartlyMadeError) this.successors.pending(key);
        throw error;
      }
    });
  }
}

/** While the successor is pending, it is not known whether this token is still needed. So the resource stays in state. */
function successorPending(olds: TokenState): IntuneError {
  return new IntuneError(
    "outcome-unknown",
    `The token of ${profilePath(olds)} is kept for now: the token of the resource that takes its place is still pending. ` +
      "Run `pulumi up` again: it settles that resource, and then deletes this one.",
  );
}
