import { allowUndoesDeny } from './allow-undoes-deny';
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
import { certSignWithoutCa } from './cert-sign-without-ca';
import { certificateCannotBeIssued } from './certificate-cannot-be-issued';
import { certificateNeverReloaded } from './certificate-never-reloaded';
import { certificateOutlivesCa } from './certificate-outlives-ca';
import { certificateRefused } from './certificate-refused';
import { clusterIssuerRefused } from './cluster-issuer-refused';
import { credentialWithoutSelector } from './credential-without-selector';
import { csiVolumeRefused } from './csi-volume-refused';
import { destinationRuleBareTls } from './destination-rule-bare-tls';
import { destinationRuleInThirdNamespace } from './destination-rule-in-third-namespace';
import { destinationRulesForOneHost } from './destination-rules-for-one-host';
import { exceptionEnded } from './exception-ended';
import { exceptionsMalformed } from './exceptions-malformed';
import { issuerOfOtherKind } from './issuer-of-other-kind';
import { issuerRefused } from './issuer-refused';
import { issuerSecretElsewhere } from './issuer-secret-elsewhere';
import { issuerSignsWithLeaf } from './issuer-signs-with-leaf';
import { istioCacertsInTwoForms } from './istio-cacerts-in-two-forms';
import { istioCacertsIncomplete } from './istio-cacerts-incomplete';
import { nameOutsideConstraints } from './name-outside-constraints';
import { objectCollision } from './object-collision';
import { peerAuthenticationPortOfService } from './peer-authentication-port-of-service';
import { peerAuthenticationRefused } from './peer-authentication-refused';
import { peerAuthenticationSelectorInRoot } from './peer-authentication-selector-in-root';
import { peerAuthenticationsOverlap } from './peer-authentications-overlap';
import { permissiveWithoutRecord } from './permissive-without-record';
import { policyRefused } from './policy-refused';
import { policyWithoutUse } from './policy-without-use';
import { portBypassesSidecar } from './port-bypasses-sidecar';
import { renewBeforeOfClampedLifetime } from './renew-before-of-clamped-lifetime';
import { renewalInFirstHalf } from './renewal-in-first-half';
import { renewalTooLate } from './renewal-too-late';
import { rootRenewedByItself } from './root-renewed-by-itself';
import { secretSharedByCertificates } from './secret-shared-by-certificates';
import { secretWrittenByCertificate } from './secret-written-by-certificate';
import { spiffeIdInvalid } from './spiffe-id-invalid';
import { strictUnderDisable } from './strict-under-disable';
import { strictUndoneWithoutRecord } from './strict-undone-without-record';
import { svidWithoutBothUsages } from './svid-without-both-usages';
import { Rule } from '../rule';

/** Every rule, in the order in which its findings are reported: by code. */
export const RULES: readonly Rule[] = [
  objectCollision,
  exceptionsMalformed,
  exceptionEnded,
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
  destinationRuleBareTls,
  destinationRulesForOneHost,
  credentialWithoutSelector,
  destinationRuleInThirdNamespace,
  caKeyOpenToEveryone,
  caKeyReadable,
  caKeyMounted,
  caKeyWithinReachOfPods,
];
