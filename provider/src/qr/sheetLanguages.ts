/** The facts on which the steps depend. */
export interface SheetSituation {
  /** AOSP devices have no Google services: their setup asks for the code by itself. */
  readonly aosp: boolean;
  /** The name of the Wi-Fi network in the code, if it holds one. */
  readonly wifiSsid: string | undefined;
}

/**
 * Every word of an enrollment sheet in one language.
 */
export interface SheetLanguage {
  /** BCP 47 tag, for the page and for its dates. */
  readonly tag: string;
  /** Above the heading: what the sheet is. */
  readonly kicker: string;
  /** The text that a screen reader speaks for the code. */
  readonly qrCodeTitle: string;
  readonly profile: string;
  readonly validUntil: string;
  readonly noExpiry: string;
  readonly token: string;
  /** Where the token is typed in, for a device that cannot scan. */
  readonly tokenHint: string;
  readonly stepsHeading: string;
  readonly steps: (situation: SheetSituation) => readonly string[];
  readonly instructionsHeading: string;
  readonly confidential: string;
}

const en: SheetLanguage = {
  tag: "en",
  kicker: "Android device enrollment",
  qrCodeTitle: "Enrollment QR code",
  profile: "Enrollment profile",
  validUntil: "Valid until",
  noExpiry: "No expiry date",
  token: "Enrollment token",
  tokenHint:
    "If the device cannot scan: enter afw#setup in place of the Google account, " +
    "install Android Device Policy, then type this token.",
  stepsHeading: "Set up the device",
  steps: ({ aosp, wifiSsid }) => [
    "Start with a new device, or reset it to factory settings, and switch it on.",
    aosp
      ? "Wait until the device asks for a QR code."
      : "On the welcome screen, tap the same empty spot six times. The QR code reader opens.",
    wifiSsid === undefined
      ? "If the device asks for a network, connect it to Wi-Fi."
      : `No need to choose a Wi-Fi network: the device joins “${wifiSsid}” by itself.`,
    aosp
      ? "Scan the QR code on this sheet. If the device has no camera, ask for the same token as a JSON file."
      : "Scan the QR code on this sheet.",
    "Follow the instructions on the screen. Do not restart the device until enrollment is complete.",
  ],
  instructionsHeading: "Notes",
  confidential:
    "Confidential: whoever has this sheet can enroll devices with your organization. " +
    "Keep it like a password.",
};

const es: SheetLanguage = {
  tag: "es",
  kicker: "Inscripción de dispositivos Android",
  qrCodeTitle: "Código QR de inscripción",
  profile: "Perfil de inscripción",
  validUntil: "Válido hasta",
  noExpiry: "Sin fecha de caducidad",
  token: "Token de inscripción",
  tokenHint:
    "Si el dispositivo no puede escanear: escriba afw#setup en lugar de la cuenta de Google, " +
    "instale Android Device Policy y escriba este token.",
  stepsHeading: "Configurar el dispositivo",
  steps: ({ aosp, wifiSsid }) => [
    "Use un dispositivo nuevo, o restablezca sus valores de fábrica, y enciéndalo.",
    aosp
      ? "Espere a que el dispositivo pida un código QR."
      : "En la pantalla de bienvenida, toque seis veces el mismo punto vacío. Se abre el lector de códigos QR.",
    wifiSsid === undefined
      ? "Si el dispositivo pide una red, conéctelo a la Wi-Fi."
      : `No hace falta elegir una red Wi-Fi: el dispositivo se conecta solo a «${wifiSsid}».`,
    aosp
      ? "Escanee el código QR de esta hoja. Si el dispositivo no tiene cámara, pida el mismo token como archivo JSON."
      : "Escanee el código QR de esta hoja.",
    "Siga las instrucciones de la pantalla. No reinicie el dispositivo hasta completar la inscripción.",
  ],
  instructionsHeading: "Notas",
  confidential:
    "Confidencial: con esta hoja se pueden inscribir dispositivos en su organización. " +
    "Guárdela como una contraseña.",
};

/** The languages a sheet can be written in. */
export const languages = { en, es };

/** The tag of one of the sheet's languages. */
export type SheetLocale = keyof typeof languages;
