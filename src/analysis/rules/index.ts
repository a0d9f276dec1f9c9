import { acknowledgementEnded } from './acknowledgement-ended';
import { acknowledgementIdle } from './acknowledgement-idle';
import { acknowledgementsMalformed } from './acknowledgements-malformed';
import { allowUnderDisable } from './allow-under-disable';
import { allowUnderPermissive } from './allow-under-permissive';
import { allowUndoesDeny } from './allow-undoes-deny';
import { authorizationSelectsNothing } from './authorization-selects-nothing';
import { bundleCertificateEnded } from './bundle-certificate-ended';
import { bundleFollowsLiveRoot } from './bundle-follows-live-root';
import { bundleRefused } from './bundle-refused';
import { bundleSourceMissing } from './bundle-source-missing';
import { bundleSourceRefused } from './bundle-source-refused';
import { bundleTargetShared } from './bundle-target-shared';
import { bundleTrustsIntermediate } from './bundle-trusts-intermediate';
import { bundleWithoutCertificates } from './bundle-without-certificates';
import { caKeyInMesh } from './ca-key-in-mesh';
import { caKeyMounted } from './ca-key-mounted';
import { caKeyOpenToEveryone } from './ca-key-open-to-everyone';
import { caKeyReadable } from './ca-key-readable';
import { caKeyWithinReachOfPods } from './ca-key-within-reach-of-pods';
import { caRotationPolicyImplicit } from './ca-rotation-policy-implicit';
import { caWithExtendedUsages } from './ca-with-extended-usages';
import { caWithoutSubject } from './ca-without-subject';
import { callerUnknown } from './caller-unknown';
import { certSignWithoutCa } from './cert-sign-without-ca';
import { certificateCannotBeIssued } from './certificate-cannot-be-issued';
import { certificateNeverReloaded } from './certificate-never-reloaded';
import { certificateOutlivesCa } from './certificate-outlives-ca';
import { certificateRefused } from './certificate-refused';
import { clientCertificateOptional } from './client-certificate-optional';
import { clusterIssuerRefused } from './cluster-issuer-refused';
import { credentialWithoutSelector } from './credential-without-selector';
import { csiVolumeRefused } from './csi-volume-refused';
import { denyBypassedByPlaintext } from './deny-bypassed-by-plaintext';
import { denyRestsOnDefault } from './deny-rests-on-default';
import { destinationRuleBareTls } from './destination-rule-bare-tls';
import { destinationRuleHostUnknown } from './destination-rule-host-unknown';
import { destinationRuleInThirdNamespace } from './destination-rule-in-third-namespace';
import { destinationRulesForOneHost } from './destination-rules-for-one-host';
import { downgradedByRule } from './downgraded-by-rule';
import { exceptionEnded } from './exception-ended';
import { exceptionsMalformed } from './exceptions-malformed';
import { exportToUnknownNamespace } from './export-to-unknown-namespace';
import { gatewayCertificateUnusable } from './gateway-certificate-unusable';
import { gatewayCredentialMissing } from './gateway-credential-missing';
import { gatewaySelectsNothing } from './gateway-selects-nothing';
import { gatewayTakesPlaintext } from './gateway-takes-plaintext';
import { gatewayTlsRefused } from './gateway-tls-refused';
import { gatewayWithoutClientCa } from './gateway-without-client-ca';
import { gatewaysDisagree } from './gateways-disagree';
import { headlessPlaintext } from './headless-plaintext';
import { headlessRefused } from './headless-refused';
import { identityNotExpected } from './identity-not-expected';
import { issuerOfOtherKind } from './issuer-of-other-kind';
import { issuerRefused } from './issuer-refused';
import { issuerSecretElsewhere } from './issuer-secret-elsewhere';
import { issuerSignsWithLeaf } from './issuer-signs-with-leaf';
import { istioCacertsInTwoForms } from './istio-cacerts-in-two-forms';
import { istioCacertsIncomplete } from './istio-cacerts-incomplete';
import { jobNeverEnds } from './job-never-ends';
import { meshInternalWithoutIdentity } from './mesh-internal-without-identity';
import { mutualToDisabled } from './mutual-to-disabled';
import { mutualToOutside } from './mutual-to-outside';
import { mutualToPodsWithoutSidecar } from './mutual-to-pods-without-sidecar';
import { nameNotChecked } from './name-not-checked';
import { nameOutsideConstraints } from './name-outside-constraints';
import { objectCollision } from './object-collision';
import { peerAuthenticationPortOfService } from './peer-authentication-port-of-service';
import { peerAuthenticationRefused } from './peer-authentication-refused';
import { peerAuthenticationSelectorInRoot } from './peer-authentication-selector-in-root';
import { peerAuthenticationSelectsNothing } from './peer-authentication-selects-nothing';
import { peerAuthenticationsOverlap } from './peer-authentications-overlap';
import { permissiveWithoutRecord } from './permissive-without-record';
import { plaintextLeavesMesh } from './plaintext-leaves-mesh';
import { plaintextToStrict } from './plaintext-to-strict';
import { policyRefused } from './policy-refused';
import { policyWithoutSidecar } from './policy-without-sidecar';
import { policyWithoutUse } from './policy-without-use';
import { portBypassesSidecar } from './port-bypasses-sidecar';
import { portEntryDropsMutual } from './port-entry-drops-mutual';
import { portEntryDropsTls } from './port-entry-drops-tls';
import { principalNeverMatches } from './principal-never-matches';
import { principalOfForeignDomain } from './principal-of-foreign-domain';
import { renewBeforeOfClampedLifetime } from './renew-before-of-clamped-lifetime';
import { renewalInFirstHalf } from './renewal-in-first-half';
import { renewalTooLate } from './renewal-too-late';
import { rootRenewedByItself } from './root-renewed-by-itself';
import { routeToEmptySubset } from './route-to-empty-subset';
import { routeToMissingSubset } from './route-to-missing-subset';
import { ruleHidesWiderTls } from './rule-hides-wider-tls';
import { ruleWithoutTls } from './rule-without-tls';
import { scrapeRefused } from './scrape-refused';
import { secretSharedByCertificates } from './secret-shared-by-certificates';
import { secretWrittenByCertificate } from './secret-written-by-certificate';
import { serverFirstPort } from './server-first-port';
import { serverNotVerified } from './server-not-verified';
import { serviceEntriesDisagree } from './service-entries-disagree';
import { sourceNamespaceUnknown } from './source-namespace-unknown';
import { spiffeIdInvalid } from './spiffe-id-invalid';
import { strictUnderDisable } from './strict-under-disable';
import { strictUndoneWithoutRecord } from './strict-undone-without-record';
import { strictWithoutAutomatic } from './strict-without-automatic';
import { svidWithoutBothUsages } from './svid-without-both-usages';
import { tlsSettingsRefused } from './tls-settings-refused';
import { waypointSelected } from './waypoint-selected';
import { webhookBehindStrict } from './webhook-behind-strict';
import { workloadOutsideMesh } from './workload-outside-mesh';
import { Rule } from '../rule';

/** Every rule, in the order in which its findings are reported: by code. */
export const RULES: readonly Rule[] = [
  objectCollision,
  exceptionsMalformed,
  exceptionEnded,
  acknowledgementEnded,
  acknowledgementsMalformed,
  acknowledgementIdle,
  certificateRefused,
  issuerRefused,
  clusterIssuerRefused,
  certificateCannotBeIssued,
  secretSharedByCertificates,
  secretWrittenByCertificate,
  issuerSecretElsewhere,
  issuerOfOtherKind,
  caRotationPolicyImplicit,
  caWithoutSubject,
  issuerSignsWithLeaf,
  caKeyInMesh,
  certSignWithoutCa,
  caWithExtendedUsages,
  svidWithoutBothUsages,
  spiffeIdInvalid,
  nameOutsideConstraints,
  rootRenewedByItself,
  csiVolumeRefused,
  istioCacertsIncomplete,
  istioCacertsInTwoForms,
  certificateOutlivesCa,
  renewalInFirstHalf,
  renewalTooLate,
  renewBeforeOfClampedLifetime,
  bundleRefused,
  policyRefused,
  bundleTrustsIntermediate,
  bundleTargetShared,
  bundleFollowsLiveRoot,
  bundleSourceMissing,
  bundleSourceRefused,
  certificateNeverReloaded,
  policyWithoutUse,
  bundleCertificateEnded,
  bundleWithoutCertificates,
  peerAuthenticationRefused,
  peerAuthenticationPortOfService,
  peerAuthenticationsOverlap,
  peerAuthenticationSelectorInRoot,
  permissiveWithoutRecord,
  strictUnderDisable,
  portBypassesSidecar,
  allowUndoesDeny,
  strictUndoneWithoutRecord,
  peerAuthenticationSelectsNothing,
  authorizationSelectsNothing,
  denyBypassedByPlaintext,
  denyRestsOnDefault,
  allowUnderDisable,
  allowUnderPermissive,
  callerUnknown,
  principalOfForeignDomain,
  principalNeverMatches,
  policyWithoutSidecar,
  workloadOutsideMesh,
  serverFirstPort,
  webhookBehindStrict,
  scrapeRefused,
  jobNeverEnds,
  headlessRefused,
  headlessPlaintext,
  waypointSelected,
  sourceNamespaceUnknown,
  destinationRuleBareTls,
  destinationRulesForOneHost,
  credentialWithoutSelector,
  destinationRuleInThirdNamespace,
  mutualToPodsWithoutSidecar,
  mutualToOutside,
  mutualToDisabled,
  plaintextToStrict,
  downgradedByRule,
  portEntryDropsTls,
  portEntryDropsMutual,
  serverNotVerified,
  tlsSettingsRefused,
  strictWithoutAutomatic,
  ruleWithoutTls,
  destinationRuleHostUnknown,
  routeToMissingSubset,
  routeToEmptySubset,
  ruleHidesWiderTls,
  exportToUnknownNamespace,
  plaintextLeavesMesh,
  meshInternalWithoutIdentity,
  serviceEntriesDisagree,
  identityNotExpected,
  nameNotChecked,
  gatewayTlsRefused,
  gatewayCredentialMissing,
  gatewayWithoutClientCa,
  gatewaySelectsNothing,
  gatewaysDisagree,
  gatewayTakesPlaintext,
  clientCertificateOptional,
  gatewayCertificateUnusable,
  caKeyOpenToEveryone,
  caKeyReadable,
  caKeyMounted,
  caKeyWithinReachOfPods,
];
