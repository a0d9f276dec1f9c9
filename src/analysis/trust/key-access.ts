import { ObjectReference } from '../../core/finding';
import { append } from '../../core/multi-map';
import { CaSecret } from '../certmanager/issuance';
import { Inventory } from '../inventory';
import { SourcedManifest } from '../manifest';
import { Grant, grants } from '../rbac/grants';
import { allows, PolicyRule, READ_SECRETS, START_PODS } from '../rbac/policy-rule';
import { Subject } from '../rbac/subject';

/**
 * The way to the key: `read` gets, lists or watches the Secret; `mount` starts a
 * pod in its namespace, which may mount it.
 */
export type AccessWay = 'read' | 'mount';

/** Who may get at the key of a CA, and what says so. */
export interface KeyAccess {
  readonly secret: CaSecret;
  readonly way: AccessWay;
  readonly subjects: readonly Subject[];
  readonly binding: SourcedManifest;
  readonly role: ObjectReference;
}

/** A binding that leads to keys. */
export interface KeyGrant {
  readonly grant: Grant;
  readonly way: AccessWay;
  /** The Secrets with the keys of CAs that it leads to. */
  readonly secrets: readonly CaSecret[];
  /** Whether the role names these Secrets, so that it was meant. */
  readonly isByName: boolean;
}

/** Who can get at the keys of CAs, by the roles and bindings among the manifests. */
export class KeyAccesses {
  private readonly byNamespace = new Map<string, CaSecret[]>();
  private readonly byName = new Map<string, CaSecret[]>();

  constructor(private readonly inventory: Inventory, private readonly secrets: readonly CaSecret[]) {
    for (const secret of secrets) {
      append(this.byNamespace, secret.namespace, secret);
      append(this.byName, secret.name, secret);
    }
  }

  /** The bindings that lead to keys of CAs: those by which a key is read before those by which it is mounted. */
  public all(): readonly KeyGrant[] {
    return (['read', 'mount'] as const).flatMap(way => this.inventory.view(grants).flatMap(grant => {
      const leading = this.secrets.length > 0 ? grant.rules.filter(rule => leadsTo(rule, way)) : [];
      const isByName = way === 'read' && leading.every(({ resourceNames }) => resourceNames !== undefined);
      const secrets = leading.length > 0 ? this.reach(grant.namespace, isByName ? leading : undefined) : [];
      return secrets.length > 0 ? [{ grant, way, secrets, isByName }] : [];
    }));
  }

  /** Who can get at the key in one Secret. */
  public of(secret: CaSecret): readonly KeyAccess[] {
    return (['read', 'mount'] as const).flatMap(way => this.inventory.view(grants)
      .filter(grant => (grant.namespace ?? secret.namespace) === secret.namespace && grant.rules.some(rule => leadsTo(rule, way, secret.name)))
      .map(({ binding, role, subjects }) => ({ secret, way, subjects, binding, role })));
  }

  /** The Secrets of a namespace, or of all; only those that the rules name, if there are rules. */
  private reach(namespace: string | undefined, naming: readonly PolicyRule[] | undefined): readonly CaSecret[] {
    if (!naming) {
      return namespace === undefined ? this.secrets : this.byNamespace.get(namespace) ?? [];
    }
    const names = new Set(naming.flatMap(({ resourceNames }) => [...resourceNames ?? []]));
    return [...names].flatMap(name => (this.byName.get(name) ?? []).filter(secret => namespace === undefined || secret.namespace === namespace));
  }
}

/** Whether a rule leads to the key of some Secret, or of the one with a name. */
function leadsTo(rule: PolicyRule, way: AccessWay, name?: string): boolean {
  if (way === 'mount') {
    // A name limits changes, and nothing that is made anew has one yet.
    return START_PODS.some(action => allows(rule, action));
  }
  return allows(rule, READ_SECRETS) && (name === undefined || !rule.resourceNames || rule.resourceNames.has(name));
}
