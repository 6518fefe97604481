import type {
  CheckResult,
  ConfigureRequest,
  CreateResult,
  DiffResult,
  ReadResult,
  ResourceProvider,
  UpdateResult,
} from "@pulumi/pulumi/dynamic";
import { profilePath, type ProfileReference } from "../../graph/profile";
import { type Context, contextOf } from "../context";
import { withoutStack } from "../engineError";
import { configurationFaults, type EngineProperties, type PartlyMade } from "../engineForms";
import type { Properties } from "../rules";
import type { Session } from "../session";
import { checkToken } from "./check";
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
export class EnrollmentTokenProvider implements ResourceProvider {
  /** One process serves a run, and one provider the process. */
  private readonly holders = new Holders();

  /** @param session the session of this process; throws where the configuration cannot be used */
  constructor(
    private readonly session: () => Session,
    private readonly onConfigure: (request: ConfigureRequest) => void,
  ) {}

  configure(request: ConfigureRequest): Promise<void> {
    this.onConfigure(request);
    return Promise.resolve();
  }

  check(olds: object, news: object): Promise<CheckResult> {
    const { inputs, failures, warnings } = checkToken(olds as Properties, news as Properties);
    const faults = configurationFaults(this.session, inputs.tenantId);
    if (faults.length + failures.length === 0) {
      for (const warning of warnings) this.session().notify(`Warning: ${warning}`);
      this.holders.declare(this.profileKey(inputs as unknown as TokenInputs));
    }
    return Promise.resolve({ inputs, failures: [...failures, ...faults] });
  }

  diff(_id: string, olds: TokenState, news: TokenInputs): Promise<DiffResult> {
    const { clock, notify, settings } = this.session();
    const change = tokenChange(olds, news, clock.now(), settings.tenantId);
    const announced = announcement(olds, change);
    if (announced !== undefined) notify(announced);
    const result = toDiffResult(change);
    if (result.changes === false) this.holders.stays(this.profileKey(olds));
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
    return this.serially(olds as TokenState, async (context) => {
      const props = await readToken(context, olds as TokenState);
      // An empty id says that the resource is gone.
      return props === undefined ? { id: "", props: {} } : { id, props };
    });
  }

  delete(_id: string, olds: TokenState): Promise<void> {
    return this.serially(olds, async (context, profile) => {
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
    return this.serially(news, async (context, profile) => {
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

  /** Work on one profile waits for earlier work on it. */
  private async serially<Result>(
    target: ProfileInTenant,
    work: (context: Context, profile: string) => Promise<Result>,
  ): Promise<Result> {
    const session = this.session();
    const profile = this.profileKey(target);
    return withoutStack(
      session.exclusively(profile, () => work(contextOf(session, target.tenantId), profile)),
    );
  }

  private profileKey(target: ProfileInTenant): string {
    return `${this.session().tenantKey(target.tenantId)}/${profilePath(target)}`;
  }
}

interface ProfileInTenant extends ProfileReference {
  readonly tenantId?: string;
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
