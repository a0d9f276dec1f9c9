import { describeRule } from './rule-cases';
import { bundleRefused } from '../../../src/analysis/rules/bundle-refused';
import { certificateRefused } from '../../../src/analysis/rules/certificate-refused';
import { clusterIssuerRefused } from '../../../src/analysis/rules/cluster-issuer-refused';
import { issuerRefused } from '../../../src/analysis/rules/issuer-refused';
import { peerAuthenticationRefused } from '../../../src/analysis/rules/peer-authentication-refused';
import { policyRefused } from '../../../src/analysis/rules/policy-refused';
import { bundle, certificate, clusterIssuer, issuer, peerAuthentication, policy, vault } from '../objects';

describeRule(certificateRefused, {
  'a duration is in days': { objects: [certificate({ duration: '30d' })], names: ['web'], says: /^Certificate shop\/web: spec\.duration "30d" is not a duration: there is no unit for days$/ },
  'a common name is too long': { objects: [certificate({ commonName: 'ü'.repeat(33) })], names: ['web'], says: /spec\.commonName "ü+" has 66 bytes, at most 64/ },
  'a map has a key with a dot': { objects: [certificate({ secretTemplate: { labels: { 'a.b/c': 'd e' } } })], names: ['web'], says: /spec\.secretTemplate\.labels\["a\.b\/c"\] "d e"/ },
  'a keystore has an empty password, which is not shown': { objects: [certificate({ keystores: { jks: { create: true, password: '' } } })], names: ['web'], says: /keystores\.jks\.password is empty$/ },
}, { 'nothing is wrong': { objects: [certificate()] } });

describeRule(issuerRefused, {
  'there are two types': { objects: [issuer({ ca: { secretName: 'a' }, selfSigned: {} })], names: ['ca'], says: /spec\.selfSigned stands beside ca/ },
  'a Vault issuer has no way to authenticate': { objects: [issuer(vault({ auth: {} }))], names: ['ca'], says: /spec\.vault\.auth has no way/ },
}, { 'nothing is wrong': { objects: [issuer({ selfSigned: {} })] }, 'it is a ClusterIssuer': { objects: [clusterIssuer({})] } });

describeRule(clusterIssuerRefused, {
  'there is no type': { objects: [clusterIssuer({})], names: ['ca'], says: /^ClusterIssuer ca: spec has no type of issuer$/ },
}, { 'nothing is wrong': { objects: [clusterIssuer({ selfSigned: {} })] }, 'it is an Issuer': { objects: [issuer({})] } });

describeRule(bundleRefused, {
  'a source is empty': { objects: [bundle({ sources: [{}] })], names: ['roots'], says: /spec\.sources\[0\] has no source in it/ },
}, { 'nothing is wrong': { objects: [bundle()] } });

describeRule(policyRefused, {
  'it selects nothing': { objects: [policy({ selector: {} })], names: ['mesh'], says: /selects by neither/ },
}, { 'nothing is wrong': { objects: [policy()] } });

describeRule(peerAuthenticationRefused, {
  'ports stand without a selector': { objects: [peerAuthentication('web', { portLevelMtls: { 80: {} } })], names: ['web'], says: /set without a selector/ },
}, { 'nothing is wrong': { objects: [peerAuthentication('web', {})] } });
