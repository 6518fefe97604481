import { type Effect, reset, respond, stall, strayNotFound, truncate, twice } from "../emulator";

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
