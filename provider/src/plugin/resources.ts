import type { CheckFailure, DiffResult } from "@pulumi/pulumi/dynamic";
import type { Argument } from "../lifecycle/arguments";
import { contextOf, type Session } from "../lifecycle/session";
import { type Host, isUnknown, unknownValue } from "../lifecycle/engine";
import { profileArguments } from "../lifecycle/profile/arguments";
import { importProfile } from "../lifecycle/profile/import";
import { EnrollmentProfileProvider } from "../lifecycle/profile/provider";
import { profileOutputNames, profileResourceId } from "../lifecycle/profile/state";
import { parseResourceId } from "../lifecycle/identity";
import { tokenArguments, type TokenInputs } from "../lifecycle/token/arguments";
import { type Claim, claimOn } from "../lifecycle/token/claims";
import { tokenChange } from "../lifecycle/token/diff";
import { importToken } from "../lifecycle/token/import";
import { EnrollmentTokenProvider } from "../lifecycle/token/provider";
import { tokenId, tokenOutputNames, type TokenState } from "../lifecycle/token/state";
import type { Properties } from "../rules";

/** An imported resource. */
export interface Imported {
  readonly id: string;
  readonly state: object;
  readonly inputs: object;
}

/** The hooks of a kind of resource, with plain properties in place of the resource's own types. */
interface Hooks {
  check(olds: Properties, news: Properties): Promise<Checked>;
  diff(id: string, olds: Properties, news: Properties): Promise<DiffResult>;
  create(news: Properties): Promise<{ readonly id: string; readonly outs: object }>;
  read(
    id: string,
    olds: Properties,
  ): Promise<{ readonly id?: string; readonly props: object; readonly inputs?: object }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ readonly outs: object }>;
  delete(id: string, olds: Properties): Promise<void>;
}

interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

/** One kind of resource, as the plugin serves it. */
export interface PluginResource {
  readonly hooks: Hooks;
  readonly arguments: Readonly<Record<string, Argument<string>>>;
  /**
   * The profile that only one resource of the kind may have. Undefined while it is unknown. Other kinds do not claim a
   * profile.
   */
  readonly claim?: (session: Session, inputs: Properties) => Claim | undefined;
  readonly import: (session: Session, id: string) => Promise<Imported>;
  /** The resource's properties, as a preview knows them. */
  readonly preview: (session: Session, olds: Properties | undefined, news: Properties) => Properties;
}

/** @param session the session of the present call */
export function pluginResources(
  session: () => Session,
  host: Pick<Host, "partlyMade">,
): Readonly<Record<string, PluginResource>> {
  const configuredAlready = () => undefined;
  return {
    "intune:index:EnrollmentToken": {
      hooks: new EnrollmentTokenProvider(session, configuredAlready, host) as unknown as Hooks,
      arguments: tokenArguments,
      claim: (current, { profileId, profileType, tenantId }) => {
        if ([profileId, profileType, tenantId].some(isUnknown)) return undefined;
        return claimOn(
          { profileId, profileType } as TokenInputs,
          current.tenantKey(tenantId as string | undefined),
        );
      },
      import: async (current, id) => {
        const profile = parseResourceId(id);
        return {
          id: tokenId(profile),
          ...(await importToken(contextOf(current, profile.tenantId), profile)),
        };
      },
      preview: (current, olds, news) => {
        const unknowns = unknown(tokenOutputNames);
        if (olds === undefined) return { ...unknowns, ...news };
        const { settings, clock } = current;
        const change = tokenChange(
          olds as unknown as TokenState,
          news as unknown as TokenInputs,
          clock.now(),
          settings.tenantId,
        );
        const isIssued = change.reissue.length + change.unusable.length > 0;
        return { ...without(olds, tokenArguments), ...(isIssued ? unknowns : {}), ...news };
      },
    },
    "intune:index:EnrollmentProfile": {
      hooks: new EnrollmentProfileProvider(session, configuredAlready, host) as unknown as Hooks,
      arguments: profileArguments,
      import: async (current, id) => {
        const profile = parseResourceId(id);
        return {
          id: profileResourceId(profile),
          ...(await importProfile(contextOf(current, profile.tenantId), profile)),
        };
      },
      preview: (_session, olds, news) =>
        olds === undefined
          ? { ...unknown(profileOutputNames), ...news }
          : { ...without(olds, profileArguments), ...news },
    },
  };
}

function unknown(names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, unknownValue]));
}

/** The outputs among a resource's properties, because an argument that was removed must not stay. */
function without(olds: Properties, table: Readonly<Record<string, unknown>>): Properties {
  return Object.fromEntries(Object.entries(olds).filter(([name]) => !Object.hasOwn(table, name)));
}
