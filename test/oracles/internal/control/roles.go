package control

import (
	"context"
	"fmt"
	"slices"
	"time"

	rbac "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/kubernetes/pkg/controller/clusterroleaggregation"
)

// fillRoles lets the controller that a real cluster runs fill the roles view,
// edit and admin, which are stored empty, and stops it when it is done: later on
// it would be a matter of time what a role allows.
func fillRoles(ctx context.Context, client kubernetes.Interface) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	factory := informers.NewSharedInformerFactory(client, 0)
	controller := clusterroleaggregation.NewClusterRoleAggregation(factory.Rbac().V1().ClusterRoles(), client.RbacV1())
	factory.Start(ctx.Done())
	go controller.Run(ctx, 1)

	err := wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		list, err := client.RbacV1().ClusterRoles().List(ctx, metav1.ListOptions{})
		if err != nil {
			return false, err
		}
		rules := map[string][]rbac.PolicyRule{}
		for _, role := range list.Items {
			rules[role.Name] = role.Rules
		}
		// Each role holds what is aggregated to it and all of the role before.
		parts := []rbac.PolicyRule{}
		for _, role := range []string{"view", "edit", "admin"} {
			parts = append(parts, rules["system:aggregate-to-"+role]...)
			if !containsAll(rules[role], parts) {
				return false, nil
			}
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("waiting for the roles view, edit and admin: %w", err)
	}
	return nil
}

func containsAll(rules, parts []rbac.PolicyRule) bool {
	return !slices.ContainsFunc(parts, func(part rbac.PolicyRule) bool {
		return !slices.ContainsFunc(rules, func(rule rbac.PolicyRule) bool {
			return equality.Semantic.DeepEqual(rule, part)
		})
	})
}
