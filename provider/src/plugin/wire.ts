/** Properties as they travel between the engine and the plugin. */
import { Metadata, status as grpcStatus, type StatusObject } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { secretsAmong } from "../lifecycle/arguments";
import { type PartlyMadeError, unknownValue } from "../lifecycle/engine";
import { profileArguments } from "../lifecycle/profile/arguments";
import { tokenArguments } from "../lifecycle/token/arguments";
import { secretTokenOutputs } from "../lifecycle/token/state";
import type { Properties } from "../rules";

/** The protocol's constants that mark a value as secret. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** The properties of resources that are always secret. */
export const secretProperties: readonly string[] = [
  ...secretsAmong(tokenArguments),
  ...secretsAmong(profileArguments),
  ...secretTokenOutputs,
];

/** Properties from the engine, with secrets in the clear. Its own ones, such as `__provider`, are left out. */
export function fromWire(struct: Struct | undefined): Record<string, unknown> {
  const properties = struct?.toJavaScript() ?? {};
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => !name.startsWith("__"))
      .map(([name, value]) => [name, inTheClear(value)]),
  );
}

function inTheClear(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inTheClear);
  if ((value as Properties)[signatureKey] === secretSignature) return inTheClear((value as Properties).value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inTheClear(inner)]));
}

/**
 * Properties for the engine. Undefined ones are left out.
 *
 * @param secrets the names of the properties to encrypt. The engine itself marks what the program gave as a secret
 */
export function toWire(properties: object, secrets: readonly string[] = secretProperties): Struct {
  const values = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, secrets.includes(name) ? secret(value) : (value as unknown)]);
  return Struct.fromJavaScript(Object.fromEntries(values) as Record<string, JavaScriptValue>);
}

function secret(value: unknown): unknown {
  return value === unknownValue ? value : { [signatureKey]: secretSignature, value };
}

/** The gRPC error of a partly made resource. */
class InitFailed extends Error {
  constructor(
    message: string,
    readonly metadata: Metadata,
  ) {
    super(message);
  }
}

/** Reports a partly made resource as the SDK does: in the details of a status, in the trailer `grpc-status-details-bin`. */
export function initFailed({ message, id, properties, reasons }: PartlyMadeError): Error {
  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(toWire(properties));
  detail.setReasonsList([...reasons]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpcStatus.UNKNOWN);
  status.setMessage(message);
  // addDetails returns the Any and not the Status.
  status.addDetails(any);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return new InitFailed(message, metadata);
}

/** An error in the form that gRPC takes. */
export function failure(error: unknown): Partial<StatusObject> {
  const details = error instanceof Error ? error.message : String(error);
  const metadata = error instanceof InitFailed ? { metadata: error.metadata } : {};
  return { code: grpcStatus.UNKNOWN, details, ...metadata };
}
