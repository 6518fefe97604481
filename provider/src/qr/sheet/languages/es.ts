import type { SheetLanguage } from "../SheetLanguage";

export const es: SheetLanguage = {
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
    "Escanee el código QR de esta hoja.",
    "Siga las instrucciones de la pantalla. No reinicie el dispositivo hasta completar la inscripción.",
  ],
  instructionsHeading: "Notas",
  confidential:
    "Confidencial: con esta hoja se pueden inscribir dispositivos en su organización. " +
    "Guárdela como una contraseña.",
};
