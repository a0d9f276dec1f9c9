package charts

import (
	"regexp"
	"slices"
	"strings"
)

var properties = regexp.MustCompile(`'[^']*'(, '[^']*')+`)

// stable makes an error of the schema validation the same in every run: the
// validator walks maps in random order, so what it complains about, an indented
// list of lists, comes in any order.
func stable(message string) string {
	message = properties.ReplaceAllStringFunc(message, func(list string) string {
		names := strings.Split(list, ", ")
		slices.Sort(names)
		return strings.Join(names, ", ")
	})
	return strings.Join(sortBranches(strings.Split(message, "\n")), "\n")
}

// sortBranches sorts runs of list items of the same depth, each with the deeper
// lines that follow it.
func sortBranches(lines []string) []string {
	var sorted []string
	for len(lines) > 0 {
		depth := itemDepth(lines[0])
		if depth < 0 {
			sorted, lines = append(sorted, lines[0]), lines[1:]
			continue
		}
		var branches []string
		for len(lines) > 0 && itemDepth(lines[0]) == depth {
			end := 1
			for end < len(lines) && itemDepth(lines[end]) > depth {
				end++
			}
			branch := append([]string{lines[0]}, sortBranches(lines[1:end])...)
			branches, lines = append(branches, strings.Join(branch, "\n")), lines[end:]
		}
		slices.Sort(branches)
		sorted = append(sorted, branches...)
	}
	return sorted
}

// itemDepth is how far a list item is indented, or -1 for a line that is none.
func itemDepth(line string) int {
	item := strings.TrimLeft(line, " ")
	if !strings.HasPrefix(item, "- ") {
		return -1
	}
	return len(line) - len(item)
}
