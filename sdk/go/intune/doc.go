// Microsoft Intune enrollment profiles and tokens for Android devices
package intune
