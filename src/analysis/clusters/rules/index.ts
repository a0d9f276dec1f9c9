import { clusterNameShared } from './cluster-name-shared';
import { enrolledInOneCluster } from './enrolled-in-one-cluster';
import { meshIdsDiffer } from './mesh-ids-differ';
import { modesDiffer } from './modes-differ';
import { modesLeavePlaintext } from './modes-leave-plaintext';
import { modesRefuse } from './modes-refuse';
import { networkWithoutGateway } from './network-without-gateway';
import { rootNotShown } from './root-not-shown';
import { rootNotTrusted } from './root-not-trusted';
import { ruleInOneCluster } from './rule-in-one-cluster';
import { servicePortsDiffer } from './service-ports-differ';
import { trustDomainWithoutAlias } from './trust-domain-without-alias';
import { ClusterRule } from '../cluster-rule';

/** Every rule about several clusters. To add one is to add a file and a line. */
export const CLUSTER_RULES: readonly ClusterRule[] = [
  rootNotTrusted,
  rootNotShown,
  trustDomainWithoutAlias,
  modesRefuse,
  modesLeavePlaintext,
  modesDiffer,
  enrolledInOneCluster,
  clusterNameShared,
  meshIdsDiffer,
  networkWithoutGateway,
  ruleInOneCluster,
  servicePortsDiffer,
];
