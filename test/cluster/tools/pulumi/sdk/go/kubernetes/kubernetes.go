// Package kubernetes stands in for the generated Go SDK, which costs more to compile than the provider that imports
// three small things from it.
package kubernetes

import "reflect"

// UntypedArgs are the properties of an object of any kind.
type UntypedArgs map[string]any

// ElementType makes UntypedArgs an input of a resource.
func (UntypedArgs) ElementType() reflect.Type {
	return reflect.TypeFor[map[string]any]()
}
