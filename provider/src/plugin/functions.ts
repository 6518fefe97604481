import { IntuneError } from "../errors";
import type { Session } from "../lifecycle/session";
import { findProfile, listProfiles } from "../lifecycle/profileLookUp";
import { findToken, type WantedToken } from "../lifecycle/token/lookUp";
import type { ProfileType } from "../lifecycle/token/state";
import { qrCodeFor } from "../qr/draw";
import type { QrCodeForm, QrCodeOptions, QrContentOptions } from "../qr/options";
import { aospConfiguration, knoxConfiguration, zeroTouchConfiguration } from "../qr/portals";
import { type EnrollmentSheetOptions, enrollmentSheetPage, type EnrollmentSheetToken } from "../qr/sheet";
import type { Properties } from "../rules";

/** A function that programs call through the engine. In TypeScript it is a method or a function of this package. */
export interface PluginFunction {
  /** Whether all of its result is secret. */
  readonly isSecret: boolean;
  readonly run: (session: Session, args: Properties) => object | Promise<object>;
}

/** The arguments of the functions that look up and list profiles. */
interface LookUp {
  readonly tenantId?: string;
  readonly profileType?: ProfileType;
}

export const pluginFunctions: Readonly<Record<string, PluginFunction>> = {
  "intune:index:getEnrollmentProfile": {
    isSecret: false,
    run: (session, args) => findProfile(session.profiles((args as LookUp).tenantId), args),
  },
  "intune:index:listEnrollmentProfiles": {
    isSecret: false,
    run: async (session, args) => {
      const { tenantId, profileType } = args as LookUp;
      return { profiles: await listProfiles(session.profiles(tenantId), profileType) };
    },
  },
  "intune:index:getEnrollmentToken": {
    isSecret: true,
    run: (session, args) => findToken(session, args as unknown as WantedToken),
  },
  "intune:index:qrCode": textFunction(
    (content, { form, ...options }: { form: QrCodeForm } & QrContentOptions & QrCodeOptions) =>
      qrCodeFor(content, form, options),
  ),
  "intune:index:enrollmentSheet": textFunction(
    (
      qrCodeContent,
      {
        tokenValue,
        tokenExpirationDateTime,
        profileDisplayName,
        ...options
      }: EnrollmentSheetToken & EnrollmentSheetOptions,
    ) =>
      enrollmentSheetPage(
        { qrCodeContent, tokenValue, tokenExpirationDateTime, profileDisplayName },
        options,
      ),
  ),
  "intune:index:zeroTouchConfiguration": textFunction(zeroTouchConfiguration),
  "intune:index:knoxConfiguration": textFunction(knoxConfiguration),
  "intune:index:aospConfiguration": textFunction(aospConfiguration),
};

/** A function that turns a token's `qrCodeContent`, with options, into a text to hand out. */
function textFunction(work: (qrCodeContent: string, options: never) => string): PluginFunction {
  return {
    isSecret: true,
    run: (_session, { qrCodeContent, ...options }) => {
      if (qrCodeContent === "") {
        throw new IntuneError(
          "not-found",
          "qrCodeContent is empty: with storeToken false, it is not in state. Take it from getEnrollmentToken.",
        );
      }
      return { result: work(qrCodeContent as string, options as never) };
    },
  };
}
