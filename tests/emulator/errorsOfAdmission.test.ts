import { type Case, itRefuses, missing } from "./errorCases";
import { afw, deviceOwner, scenes, thirtyDays } from "./harness";

const notAuthorized =
  "Application is not authorized to perform this operation. Application must have one of the following scopes:";
const notFound = { status: 404, code: "ResourceNotFound", message: "An error has occurred", wrapped: true };

/** Who asks, and for what. */
const cases: readonly Case[] = [
  { title: "GET of a missing profile", request: ["GET", `${afw}/${missing}`], ...notFound },
  { title: "PATCH of a missing profile", request: ["PATCH", `${afw}/${missing}`, {}], ...notFound },
  { title: "DELETE of a missing profile", request: ["DELETE", `${deviceOwner}/${missing}`], ...notFound },
  {
    title: "createToken on a missing profile",
    request: ["POST", `${afw}/${missing}/createToken`, thirtyDays],
    ...notFound,
  },
  {
    title: "revokeToken on a missing profile",
    request: ["POST", `${deviceOwner}/${missing}/revokeToken`],
    ...notFound,
  },
  {
    title: "a profile asked for in the other set",
    request: ["GET", `${afw}/{doId}`],
    ...notFound,
  },
  {
    title: "createToken through the other set",
    request: ["POST", `${afw}/{doId}/createToken`, thirtyDays],
    ...notFound,
  },
  {
    title: "a write without the permission",
    options: { authorize: () => "forbidden" },
    request: ["POST", "{afw}/createToken", thirtyDays],
    status: 403,
    code: "Forbidden",
    message: `${notAuthorized} DeviceManagementConfiguration.ReadWrite.All`,
    wrapped: true,
  },
  {
    title: "a read without the permission",
    options: { authorize: () => "forbidden" },
    request: ["GET", "{afw}"],
    status: 403,
    code: "Forbidden",
    message: `${notAuthorized} DeviceManagementConfiguration.Read.All, DeviceManagementConfiguration.ReadWrite.All`,
    wrapped: true,
  },
  {
    title: "an expired bearer",
    options: { authorize: () => "expired" },
    request: ["GET", "{afw}"],
    status: 401,
    code: "InvalidAuthenticationToken",
    message: "Lifetime validation failed, the token is expired.",
  },
  {
    title: "an empty bearer",
    request: ["GET", "{afw}", undefined, { Authorization: "Bearer " }],
    status: 401,
    code: "InvalidAuthenticationToken",
    message: "Access token is empty.",
  },
  {
    title: "a tenant without a licence",
    options: { behaviour: { licensed: false } },
    request: ["GET", "{afw}"],
    status: 400,
    code: "BadRequest",
    message: "Request not applicable to target tenant.",
  },
  {
    title: "the one set under v1.0",
    request: ["GET", `/v1.0/deviceManagement/androidForWorkEnrollmentProfiles/${missing}`],
    status: 400,
    code: "BadRequest",
    message: "Resource not found for the segment 'androidForWorkEnrollmentProfiles'.",
  },
  {
    title: "the other set under v1.0",
    request: ["GET", `/v1.0/deviceManagement/androidDeviceOwnerEnrollmentProfiles`],
    status: 400,
    code: "BadRequest",
    message: "Resource not found for the segment 'androidDeviceOwnerEnrollmentProfiles'.",
  },
  {
    title: "a set that there is not",
    request: ["GET", "/beta/deviceManagement/iosEnrollmentProfiles"],
    status: 400,
    code: "BadRequest",
    message: "Resource not found for the segment 'iosEnrollmentProfiles'.",
  },
  {
    title: "an action that there is not",
    request: ["POST", "{afw}/extendToken", thirtyDays],
    status: 400,
    code: "BadRequest",
    message: "Resource not found for the segment 'extendToken'.",
  },
  {
    title: "a version that there is not",
    request: ["GET", "/v2.0/deviceManagement/androidForWorkEnrollmentProfiles"],
    status: 404,
    code: "ResourceNotFound",
    message: "Invalid version: v2.0",
  },
];

describe("the emulator's errors", () => {
  const start = scenes();
  itRefuses(start, cases);
});
