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
import { contextOf } from "../context";
import { withoutStack } from "../engineError";
import { configurationFaults, type EngineProperties, type PartlyMade } from "../engineForms";
import type { Session } from "../session";
import { checkToken } from "./check";
import { createToken } from "./create";
import { deleteToken } from "./delete";
import { announcement, tokenChange, toDiffResult } from "./diff";
import type { Context } from "../context";
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
  /** The profiles whose token is, or is to be, that of a resource which this process has created or updated. */
  private readonly held = new Set<string>();

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
    if (faults.length === 0) for (const warning of warnings) this.session().notify(`Warning: ${warning}`);
    return Promise.resolve({ inputs, failures: [...failures, ...faults] });
  }

  diff(_id: string, olds: TokenState, news: TokenInputs): Promise<DiffResult> {
    const { clock, notify, settings } = this.session();
    const change = tokenChange(olds, news, clock.now(), settings.tenantId);
    const announced = announcement(olds, change);
    if (announced !== undefined) notify(announced);
    return Promise.resolve(toDiffResult(change));
  }

  create(news: TokenInputs & EngineProperties): Promise<CreateResult> {
    return this.serially(news, async (context, profile) => {
      this.held.add(profile);
      const outs = await keepPending(createToken(context, news), news);
      return { id: profilePath(news), outs };
    });
  }

  update(_id: string, olds: TokenState, news: TokenInputs & EngineProperties): Promise<UpdateResult> {
    return this.serially(news, async (context, profile) => {
      this.held.add(profile);
      return { outs: await keepPending(updateToken(context, olds, news), news) };
    });
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
      // Renamed or replaced: whatever token the profile holds is the successor's, perhaps this very one, adopted.
      if (!this.held.has(profile)) return deleteToken(context, olds);
      context.notify(
        `${profilePath(olds)} keeps its token, which another resource of this stack holds by now.`,
      );
    });
  }

  /** The first read of a resource that was made by `EnrollmentToken.get`: all that is known of it is its id. */
  private async readOnly(id: string): Promise<ReadResult> {
    return { id, props: await withoutStack(readOnlyState(contextOf(this.session(), undefined), id)) };
  }

  /** Work on one profile waits for earlier work on it. */
  private async serially<Result>(
    target: ProfileReference & { readonly tenantId?: string },
    work: (context: Context, profile: string) => Promise<Result>,
  ): Promise<Result> {
    const session = this.session();
    const { tenantId } = target;
    const profile = `${session.tenantKey(tenantId)}/${profilePath(target)}`;
    return withoutStack(session.exclusively(profile, () => work(contextOf(session, tenantId), profile)));
  }
}

type Properties = Readonly<Record<string, unknown>>;

/** Turns a pending issue into state: what may exist is never forgotten. */
async function keepPending(
  work: Promise<TokenState>,
  news: TokenInputs & EngineProperties,
): Promise<TokenState> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof IssuePending)) throw error;
    const { profile, pendingIssue, state } = error;
    const partlyMade: PartlyMade = {
      id: profilePath(news),
      properties: {
        ...(await pendingState(news, profile, pendingIssue, state)),
        __provider: news.__provider,
      },
      reasons: [error.message],
    };
    throw Object.assign(error, partlyMade);
  }
}
