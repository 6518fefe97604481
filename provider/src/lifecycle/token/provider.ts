import type {
  CheckResult,
  CreateResult,
  DiffResult,
  ReadResult,
  ResourceProvider,
  UpdateResult,
} from "@pulumi/pulumi/dynamic";
import { profilePath } from "../../graph/profile";
import { type Context, contextOf } from "../context";
import { withoutStack } from "../engineError";
import { configurationFaults, type EngineProperties, type PartlyMade } from "../engineForms";
import { Hooks } from "../Hooks";
import type { Properties } from "../../rules";
import { checkToken } from "./arguments";
import { createToken } from "./create";
import { deleteToken } from "./delete";
import { announcement, tokenChange, toDiffResult } from "./diff";
import { Holders } from "./Holders";
import { IssuePending } from "./IssuePending";
import { readOnlyState } from "./lookUp";
import { readToken } from "./read";
import { pendingState, type TokenInputs, type TokenState } from "./state";
import { updateToken } from "./update";

/**
 * The lifecycle of an EnrollmentToken as the engine calls it. Each hook is a function of its own beside this
 * file; here they are joined to the session and to the engine's forms.
 */
export class EnrollmentTokenProvider extends Hooks implements ResourceProvider {
  /** One process serves a run, and one provider the process. */
  private readonly holders = new Holders();

  check(olds: object, news: object): Promise<CheckResult> {
    const { inputs, failures, warnings } = checkToken(olds as Properties, news as Properties);
    const faults = configurationFaults(this.session, inputs.tenantId);
    if (faults.length + failures.length === 0) {
      for (const warning of warnings) this.session().notify(`Warning: ${warning}`);
      const { tenantId, ...profile } = inputs as unknown as TokenInputs;
      this.holders.declare(this.keyOf(tenantId, profilePath(profile)));
    }
    return Promise.resolve({ inputs, failures: [...failures, ...faults] });
  }

  diff(_id: string, olds: TokenState, news: TokenInputs): Promise<DiffResult> {
    const { clock, notify, settings } = this.session();
    const change = tokenChange(olds, news, clock.now(), settings.tenantId);
    const announced = announcement(olds, change);
    if (announced !== undefined) notify(announced);
    const result = toDiffResult(change);
    if (result.changes === false) this.holders.stays(this.keyOf(olds.tenantId, profilePath(olds)));
    return Promise.resolve(result);
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
    return this.serially(state.tenantId, profilePath(state), async (context) => {
      const props = await readToken(context, state);
      // An empty id says that the resource is gone.
      return props === undefined ? { id: "", props: {} } : { id, props };
    });
  }

  delete(_id: string, olds: TokenState): Promise<void> {
    return this.serially(olds.tenantId, profilePath(olds), async (context, profile) => {
      if (!this.holders.has(profile)) return deleteToken(context, olds);
      context.notify(
        `${profilePath(olds)} keeps its token, which another resource of this stack holds by now.`,
      );
    });
  }

  /** The first read of a resource that was made by `EnrollmentToken.get`: all that is known of it is its id. */
  private async readOnly(id: string): Promise<ReadResult> {
    return { id, props: await withoutStack(readOnlyState(contextOf(this.session(), undefined), id)) };
  }

  /** Work that may issue a token. One that may exist is never forgotten: a pending issue goes into state. */
  private issuing<Result>(
    news: TokenInputs & EngineProperties,
    work: (context: Context) => Promise<Result>,
  ): Promise<Result> {
    return this.serially(news.tenantId, profilePath(news), async (context, profile) => {
      try {
        const result = await work(context);
        this.holders.hold(profile);
        return result;
      } catch (error) {
        if (!(error instanceof IssuePending)) throw error;
        this.holders.hold(profile);
        throw Object.assign(error, await partlyMade(error, news));
      }
    });
  }
}

async function partlyMade(
  { message, profile, pendingIssue, state }: IssuePending,
  news: TokenInputs & EngineProperties,
): Promise<PartlyMade> {
  const outs = await pendingState(news, profile, pendingIssue, state);
  return {
    id: profilePath(news),
    properties: { ...outs, __provider: news.__provider },
    reasons: [message],
  };
}
