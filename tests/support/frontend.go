// Answers each line of stdin, a JSON list of Dockerfile texts, with one line: a JSON list of what BuildKit's own
// frontend makes of them: its parser, its instructions, and its words after expansion. `parser.rs` speaks to it;
// `.ci/frontend` builds it against the BuildKit of the engine. With the argument `time` it is `benches/compare` that
// asks, see timed.
package main

import (
	"bufio"
	// The digests that references may hold.
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
	"github.com/tonistiigi/go-csvvalue"
)

// The environments in which words are expanded; `words.rs` of the test knows the same.
var environments = []shell.EnvGetter{
	shell.EnvsFromSlice([]string{"A=a/b.tar-x.y", "B=", "PATH=/bin:/usr/bin", "_x1=it's", "DIR=d d"}),
	shell.EnvsFromSlice(nil),
}

type heredoc struct {
	Name       string `json:"name"`
	Descriptor uint   `json:"descriptor"`
	Content    string `json:"content"`
	StripTabs  bool   `json:"strip_tabs"`
	Expand     bool   `json:"expand"`
}

// A word after expansion, in each of the environments; nil where the builder refuses it.
type expanded []*string

type instruction struct {
	Name      string       `json:"name"`
	Flags     []string     `json:"flags"`
	Values    []string     `json:"values"`
	JSON      bool         `json:"json"`
	Original  string       `json:"original"`
	StartLine int          `json:"start_line"`
	EndLine   int          `json:"end_line"`
	Heredocs  []heredoc    `json:"heredocs"`
	Onbuild   *instruction `json:"onbuild"`
	// What the instruction inside an ONBUILD is read as where it runs: always with the default escape character.
	Trigger *answer `json:"trigger,omitempty"`
	// Of the values, and of the flags' values: of each field, where they are CSV.
	Words     []expanded   `json:"words"`
	FlagWords [][]expanded `json:"flag_words"`
	// Why the builder refuses the instruction: before, and after expansion in the first environment.
	Refused         *string `json:"refused"`
	RefusedExpanded *string `json:"refused_expanded"`
}

type answer struct {
	Instructions []*instruction `json:"instructions,omitempty"`
	Error        string         `json:"error,omitempty"`
}

type reader struct{ lex *shell.Lex }

func (r reader) word(text string) expanded {
	values := make(expanded, len(environments))
	for at, environment := range environments {
		if value, _, err := r.lex.ProcessWord(text, environment); err == nil {
			values[at] = &value
		}
	}
	return values
}

// Ports are split into words after expansion.
func (r reader) port(text string) expanded {
	values := make(expanded, len(environments))
	for at, environment := range environments {
		if words, err := r.lex.ProcessWords(text, environment); err == nil {
			value := strings.Join(words, " ")
			values[at] = &value
		}
	}
	return values
}

func (r reader) flag(flag string) []expanded {
	name, value, _ := strings.Cut(flag, "=")
	if name != "--mount" {
		return []expanded{r.word(value)}
	}
	fields, err := csvvalue.Fields(value, nil)
	if err != nil {
		return nil
	}
	words := []expanded{}
	for _, field := range fields {
		_, value, _ := strings.Cut(field, "=")
		words = append(words, r.word(value))
	}
	return words
}

func failed(err error) *string {
	if err == nil {
		return nil
	}
	message := err.Error()
	return &message
}

func (r reader) instruction(node *parser.Node) *instruction {
	found := &instruction{
		Name:      strings.ToUpper(node.Value),
		Flags:     append([]string{}, node.Flags...),
		Values:    []string{},
		JSON:      node.Attributes["json"],
		Original:  node.Original,
		StartLine: node.StartLine,
		EndLine:   node.EndLine,
		Heredocs:  []heredoc{},
		Words:     []expanded{},
		FlagWords: [][]expanded{},
	}
	pairs := found.Name == "ENV" || found.Name == "LABEL"
	at := 0
	for next := node.Next; next != nil; next = next.Next {
		if len(next.Children) > 0 {
			found.Onbuild = r.instruction(next.Children[0])
			// They are read for the whole, and belong to the instruction inside.
			for _, it := range node.Heredocs {
				found.Onbuild.Heredocs = append(found.Onbuild.Heredocs, heredoc{it.Name, it.FileDescriptor, it.Content, it.Chomp, it.Expand})
			}
			continue
		}
		// The third of a pair is what stood between the others.
		if at++; pairs && at%3 == 0 {
			continue
		}
		found.Values = append(found.Values, next.Value)
		if found.Name == "EXPOSE" {
			found.Words = append(found.Words, r.port(next.Value))
		} else {
			found.Words = append(found.Words, r.word(next.Value))
		}
	}
	for _, flag := range found.Flags {
		found.FlagWords = append(found.FlagWords, r.flag(flag))
	}
	if found.Onbuild == nil {
		for _, it := range node.Heredocs {
			found.Heredocs = append(found.Heredocs, heredoc{it.Name, it.FileDescriptor, it.Content, it.Chomp, it.Expand})
		}
	}
	r.refuse(node, found)
	return found
}

func (r reader) refuse(node *parser.Node, found *instruction) {
	command, err := instructions.ParseInstruction(node)
	found.Refused = failed(err)
	if err != nil {
		return
	}
	expander := func(word string) (string, error) {
		value, _, err := r.lex.ProcessWord(word, environments[0])
		return value, err
	}
	if trigger, ok := command.(*instructions.OnbuildCommand); ok {
		read := parse(trigger.Expression)
		found.Trigger = &read
	}
	// As the conversion does, where the base is no stage.
	if stage, ok := command.(*instructions.Stage); ok {
		base, err := expander(stage.BaseName)
		if err == nil && base != "scratch" {
			_, err = reference.ParseNormalizedNamed(base)
		}
		found.RefusedExpanded = failed(err)
	}
	if command, ok := command.(instructions.SupportsSingleWordExpansion); ok {
		found.RefusedExpanded = failed(command.Expand(expander))
	}
}

func parse(text string) (result answer) {
	defer func() {
		if panicked := recover(); panicked != nil {
			result = answer{Error: fmt.Sprint("the frontend panics: ", panicked)}
		}
	}()
	file, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return answer{Error: err.Error()}
	}
	if check, _, _, ok := parser.ParseDirective("check", []byte(text)); ok {
		if _, err := linter.ParseLintOptions(check); err != nil {
			return answer{Error: err.Error()}
		}
	}
	reader := reader{shell.NewLex(file.EscapeToken)}
	found := []*instruction{}
	for _, node := range file.AST.Children {
		found = append(found, reader.instruction(node))
	}
	return answer{Instructions: found}
}

// Whether BuildKit reads a text, by its parser and its instructions alone.
func reads(text string) bool {
	file, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return false
	}
	_, _, err = instructions.Parse(file.AST, nil)
	return err == nil
}

// Keeps the texts of a line and answers which of them are read; reads them all again for each empty line.
func timed(lines *bufio.Reader) {
	var texts []string
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		if len(line) > 1 {
			texts = nil
			if err := json.Unmarshal(line, &texts); err != nil {
				fmt.Fprintln(os.Stderr, "frontend.go:", err)
				os.Exit(1)
			}
		}
		read := make([]bool, len(texts))
		for at, text := range texts {
			read[at] = reads(text)
		}
		if len(line) > 1 {
			line, _ = json.Marshal(read)
			line = append(line, '\n')
		}
		if _, err := os.Stdout.Write(line); err != nil {
			return
		}
	}
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	if len(os.Args) > 1 && os.Args[1] == "time" {
		timed(lines)
		return
	}
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	encoder.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var texts []string
		if err := json.Unmarshal(line, &texts); err != nil {
			fmt.Fprintln(os.Stderr, "frontend.go:", err)
			os.Exit(1)
		}
		answers := make([]answer, len(texts))
		for at, text := range texts {
			answers[at] = parse(text)
		}
		if encoder.Encode(answers) != nil || output.Flush() != nil {
			return
		}
	}
}
