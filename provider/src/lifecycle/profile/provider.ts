import type {
  CheckResult,
  CreateResult,
  DiffResult,
  ReadResult,
  ResourceProvider,
  UpdateResult,
} from "@pulumi/pulumi/dynamic";
import { IntuneError } from "../../errors";
import { entitySets, profileKey } from "../../graph/profile";
import {
  configurationFaults,
  type EngineProperties,
  PartlyMadeError,
  underLastConfiguration,
  withoutStack,
} from "../engine";
import { ResourceHooks } from "../resourceHooks";
import type { Properties } from "../../rules";
import { checkProfile } from "./arguments";
import { createProfile } from "./create";
import { deleteProfile } from "./delete";
import { announcement, profileDiff } from "./diff";
import type { IsOwned } from "./pending";
import { readProfile } from "./read";
import {
  inputsOf,
  profileResourceId,
  type ProfileInputs,
  type ProfileState,
  type SettledProfileState,
} from "./state";
import { updateProfile } from "./update";

/**
 * The hooks of an EnrollmentProfile, as the engine calls them. Each hook is a function in a file beside this one. This
 * class gives them the session and converts their results for the engine.
 */
export class EnrollmentProfileProvider extends ResourceHooks implements ResourceProvider {
  /**
   * The profiles that resources are known to own. A resource whose creation is pending cannot have created one of them.
   * Kept for the whole run: one process with one provider serves it.
   */
  private readonly owned = new Set<string>();
  /** The profiles that this run created or took over. If an old resource had one of them, its deletion leaves the profile. */
  private readonly taken = new Set<string>();

  check(_olds: object, news: object): Promise<CheckResult> {
    const { inputs, failures } = checkProfile(news as Properties);
    return Promise.resolve({
      inputs,
      failures: [...failures, ...configurationFaults(this.session, inputs.tenantId)],
    });
  }

  diff(_id: string, olds: ProfileState, news: ProfileInputs): Promise<DiffResult> {
    const { settings, notify } = this.session();
    this.own(olds);
    const diff = profileDiff(olds, news, settings.tenantId);
    const announced = announcement(olds, diff);
    if (announced !== undefined) notify(announced);
    return Promise.resolve(diff);
  }

  create(news: ProfileInputs & EngineProperties): Promise<CreateResult> {
    return this.serially(news.tenantId, subjectOf(news), async (context) => {
      const creating = createProfile(context, news, this.isOwnedIn(news)).catch((error: unknown) => {
        if (error instanceof PartlyMadeError) this.take(error.properties as ProfileState);
        throw error;
      });
      const outs = await this.keepingPartlyMade(news, creating);
      this.take(outs);
      return { id: profileResourceId(outs), outs };
    });
  }

  update(
    _id: string,
    olds: SettledProfileState,
    news: ProfileInputs & EngineProperties,
  ): Promise<UpdateResult> {
    return this.serially(olds.tenantId, subjectOf(olds), async (context) => ({
      outs: await this.keepingPartlyMade(news, updateProfile(context, olds, news)),
    }));
  }

  read(id: string, olds: ProfileState | Partial<ProfileState>): Promise<ReadResult> {
    if (!isState(olds)) return withoutStack(Promise.reject(notReadable(id)));
    return underLastConfiguration(() => {
      this.own(olds);
      return this.serially(olds.tenantId, subjectOf(olds), async (context) => {
        const props = await readProfile(context, olds, this.isOwnedIn(olds));
        // An empty id says that the resource is gone. The inputs make the next preview show what drifted.
        if (props === undefined) return { id: "", props: {} };
        this.own(props);
        return { id: profileResourceId(props), props, inputs: inputsOf(props) };
      });
    });
  }

  delete(_id: string, olds: ProfileState): Promise<void> {
    return underLastConfiguration(() => {
      this.own(olds);
      return this.serially(olds.tenantId, subjectOf(olds), async (context, key) => {
        if (!this.taken.has(key)) return deleteProfile(context, olds, this.isOwnedIn(olds));
        context.notify(`${subjectOf(olds)} is kept: another resource of this stack has taken it over.`);
      });
    });
  }

  /** Notes that a resource owns its profile. If its creation is pending, it has none yet. */
  private own(state: ProfileState): void {
    if (state.pendingCreation === undefined) this.owned.add(this.keyOf(state.tenantId, profileKey(state)));
  }

  private take(state: ProfileState): void {
    this.own(state);
    if (state.pendingCreation === undefined) this.taken.add(this.keyOf(state.tenantId, profileKey(state)));
  }

  private isOwnedIn({ tenantId }: Pick<ProfileInputs, "tenantId">): IsOwned {
    return (profile) => this.owned.has(this.keyOf(tenantId, profileKey(profile)));
  }
}

/** The profile, or its name while it is being created: two resources must not look for a profile of one name at once. */
function subjectOf(target: ProfileInputs | ProfileState): string {
  if ("profileId" in target) return profileKey(target);
  return `${entitySets[target.profileType]} named ${target.displayName}`;
}

function isState(olds: ProfileState | Partial<ProfileState>): olds is ProfileState {
  return "profileId" in olds || "pendingCreation" in olds;
}

function notReadable(id: string): IntuneError {
  return new IntuneError(
    "configuration",
    `An EnrollmentProfile cannot take ${id} over by its id: read it with getEnrollmentProfile.`,
  );
}
