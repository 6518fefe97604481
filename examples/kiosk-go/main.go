package main

import (
	"example.com/pulumi-intune-enrollment/sdk/go/intune"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

const day = 24 * 60 * 60

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		quarter := settings.Get("quarter")
		if quarter == "" {
			quarter = "none"
		}

		// A token for the kiosk profile. It is valid for 30 days, and the first `pulumi up` in its last week issues a new
		// one.
		kiosk, err := intune.NewEnrollmentToken(ctx, "kiosk", &intune.EnrollmentTokenArgs{
			ProfileId:              pulumi.String(settings.Require("profileId")),
			TokenValidityInSeconds: pulumi.Int(30 * day),
			RenewBeforeInSeconds:   pulumi.Int(7 * day),
			// A new value here, for example every quarter, also issues a new token.
			RotateWhenChanged: pulumi.StringMap{"quarter": pulumi.String(quarter)},
		})
		if err != nil {
			return err
		}

		qrCode := intune.QrCodeOutput(ctx, intune.QrCodeOutputArgs{
			QrCodeContent: kiosk.QrCodeContent,
			Form:          intune.QrCodeFormTerminal,
		})
		ctx.Export("profileDisplayName", kiosk.ProfileDisplayName)
		ctx.Export("tokenExpirationDateTime", kiosk.TokenExpirationDateTime)
		// Secret, like everything that holds the token: `pulumi stack output tokenValue --show-secrets`.
		ctx.Export("tokenValue", kiosk.TokenValue)
		ctx.Export("qrCode", qrCode.Result())
		return nil
	})
}
