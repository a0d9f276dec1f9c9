import { allowUndoesDeny } from './allow-undoes-deny';
import { bundleRefused } from './bundle-refused';
import { bundleTargetShared } from './bundle-target-shared';
import { bundleTrustsIntermediate } from './bundle-trusts-intermediate';
import { caKeyInMesh } from './ca-key-in-mesh';
import { caRotationPolicyImplicit } from './ca-rotation-policy-implicit';
import { caWithExtendedUsages } from './ca-with-extended-usages';
import { caWithoutSubject } from './ca-without-subject';
import { certSignWithoutCa } from './cert-sign-without-ca';
import { certificateCannotBeIssued } from './certificate-cannot-be-issued';
import { certificateOutlivesCa } from './certificate-outlives-ca';
import { certificateRefused } from './certificate-refused';
import { clusterIssuerRefused } from './cluster-issuer-refused';
import { credentialWithoutSelector } from './credential-without-selector';
import { destinationRuleBareTls } from './destination-rule-bare-tls';
import { destinationRuleInThirdNamespace } from './destination-rule-in-third-namespace';
import { destinationRulesForOneHost } from './destination-rules-for-one-host';
import { exceptionEnded } from './exception-ended';
import { exceptionsMalformed } from './exceptions-malformed';
import { issuerOfOtherKind } from './issuer-of-other-kind';
import { issuerRefused } from './issuer-refused';
import { issuerSecretElsewhere } from './issuer-secret-elsewhere';
import { issuerSignsWithLeaf } from './issuer-signs-with-leaf';
import { nameOutsideConstraints } from './name-outside-constraints';
import { objectCollision } from './object-collision';
import { peerAuthenticationPortOfService } from './peer-authentication-port-of-service';
import { peerAuthenticationRefused } from './peer-authentication-refused';
import { peerAuthenticationSelectorInRoot } from './peer-authentication-selector-in-root';
import { peerAuthenticationsOverlap } from './peer-authentications-overlap';
import { permissiveWithoutRecord } from './permissive-without-record';
import { policyRefused } from './policy-refused';
import { portBypassesSidecar } from './port-bypasses-sidecar';
import { renewalInFirstHalf } from './renewal-in-first-half';
import { renewalTooLate } from './renewal-too-late';
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
  certificateOutlivesCa,
  renewalInFirstHalf,
  renewalTooLate,
  bundleRefused,
  policyRefused,
  bundleTrustsIntermediate,
  bundleTargetShared,
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
];
