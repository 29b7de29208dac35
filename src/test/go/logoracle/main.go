// Command logoracle checks what bridgectl says of transparency logs by code that shares nothing with it: sumdb/note and
// sumdb/tlog, as Go's own module proxy uses them. Debian has them in golang-golang-x-mod-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go proof.go COMMAND ...
//
//	grown LEAVES FILE   compares every proof in FILE with its own, in a tree whose leaf i is the SHA-256 of i as 8 bytes
//	prove LEAVES COUNT  prints such proofs: inc INDEX SIZE ROOT HASH...; con OLD NEW OLDROOT ROOT HASH...
//	open VKEY FILE      verifies a note, and prints its text
//	sign NAME           makes a key, signs the text on standard input, and prints the vkey and the note
//	cosigned VKEY FILE  verifies the cosignature of a checkpoint by an Ed25519 witness (tlog-cosignature), prints its time
//	proof FILE LINE-FILE VKEY
//	                    verifies the proof of an entry, whose line is in a file
//	log BASE VKEY       verifies a log at a URL or in a directory: checkpoint, tiles, entries, proofs of both kinds
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The height of a tile (tlog-tiles).
const height = 8

func main() {
	commands := map[string]func([]string) error{
		"grown": grown, "prove": prove, "open": open, "sign": sign, "cosigned": cosigned, "proof": proof, "log": log,
	}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fail(errors.New("no such command"))
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "logoracle:", err)
	os.Exit(1)
}

// memory keeps all hashes of a tree.
type memory []tlog.Hash

func (m *memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = (*m)[index]
	}
	return hashes, nil
}

func content(leaf int64) []byte {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(leaf))
	digest := sha256.Sum256(number[:])
	return digest[:]
}

func grow(leaves int64) (*memory, error) {
	tree := new(memory)
	for i := int64(0); i < leaves; i++ {
		hashes, err := tlog.StoredHashes(i, content(i), tree)
		if err != nil {
			return nil, err
		}
		*tree = append(*tree, hashes...)
	}
	return tree, nil
}

func parseHashes(words []string) ([]tlog.Hash, error) {
	hashes := []tlog.Hash{}
	for _, word := range words {
		hash, err := tlog.ParseHash(word)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func grown(args []string) error {
	leaves, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return err
	}
	tree, err := grow(leaves)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		words := strings.Fields(line)
		first, _ := strconv.ParseInt(words[1], 10, 64)
		size, _ := strconv.ParseInt(words[2], 10, 64)
		own, err := written(tree, words[0], first, size)
		if err != nil {
			return err
		}
		if own != line {
			return fmt.Errorf("found %s\nexpected %s", line, own)
		}
		if err := check(words[0], first, size, words[3:]); err != nil {
			return fmt.Errorf("%s: %v", line, err)
		}
		counts[words[0]]++
	}
	fmt.Printf("inclusion %d, consistency %d\n", counts["inc"], counts["con"])
	return nil
}

// check verifies a proof that somebody else made.
func check(kind string, first, size int64, words []string) error {
	hashes, err := parseHashes(words)
	if err != nil {
		return err
	}
	if kind == "inc" {
		return tlog.CheckRecord(hashes[1:], size, hashes[0], first, tlog.RecordHash(content(first)))
	}
	return tlog.CheckTree(hashes[2:], size, hashes[1], first, hashes[0])
}

// written makes a proof, and writes it on one line.
func written(tree *memory, kind string, first, size int64) (string, error) {
	root, err := tlog.TreeHash(size, tree)
	if err != nil {
		return "", err
	}
	words := []string{kind, strconv.FormatInt(first, 10), strconv.FormatInt(size, 10)}
	var path []tlog.Hash
	if kind == "inc" {
		words = append(words, root.String())
		path, err = tlog.ProveRecord(size, first, tree)
	} else {
		old, oldErr := tlog.TreeHash(first, tree)
		if oldErr != nil {
			return "", oldErr
		}
		words = append(words, old.String(), root.String())
		path, err = tlog.ProveTree(size, first, tree)
	}
	for _, hash := range path {
		words = append(words, hash.String())
	}
	return strings.Join(words, " "), err
}

func prove(args []string) error {
	leaves, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return err
	}
	count, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	tree, err := grow(leaves)
	if err != nil {
		return err
	}
	random := mathrand.New(mathrand.NewSource(20))
	for i := 0; i < count; i++ {
		size := 1 + random.Int63n(leaves)
		inclusion, err := written(tree, "inc", random.Int63n(size), size)
		if err != nil {
			return err
		}
		consistency, err := written(tree, "con", 1+random.Int63n(size), size)
		if err != nil {
			return err
		}
		fmt.Println(inclusion)
		fmt.Println(consistency)
	}
	return nil
}

func opened(vkey string, message []byte) (*note.Note, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, err
	}
	return note.Open(message, note.VerifierList(verifier))
}

func open(args []string) error {
	message, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	read, err := opened(args[0], message)
	if err != nil {
		return err
	}
	fmt.Print(read.Text)
	return nil
}

func sign(args []string) error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, args[0])
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return err
	}
	message, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%s", vkey, message)
	return nil
}

// cosigned verifies by the standard library alone, since sumdb/note knows no cosignatures.
func cosigned(args []string) error {
	parts := strings.SplitN(args[0], "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return errors.New("not the vkey of a witness with an Ed25519 key")
	}
	digest := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if hex.EncodeToString(digest[:4]) != parts[1] {
		return errors.New("the vkey has another id")
	}
	message, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	at := bytes.LastIndex(message, []byte("\n\n"))
	for _, line := range strings.Split(string(message[at+2:]), "\n") {
		words := strings.Split(line, " ")
		if len(words) != 3 || words[1] != parts[0] {
			continue
		}
		signature, err := base64.StdEncoding.DecodeString(words[2])
		if err != nil || !bytes.HasPrefix(signature, digest[:4]) || len(signature) != 4+8+ed25519.SignatureSize {
			continue
		}
		seconds := binary.BigEndian.Uint64(signature[4:12])
		text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, message[:at+1])
		if !ed25519.Verify(key[1:], []byte(text), signature[12:]) {
			return errors.New("the cosignature does not hold")
		}
		fmt.Println(time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339))
		return nil
	}
	return errors.New("no cosignature by " + parts[0])
}

// place is where a log is read from.
type place struct {
	base string
	kept map[string][]byte
}

func (p *place) read(path string) ([]byte, error) {
	if data, ok := p.kept[path]; ok {
		return data, nil
	}
	data, err := p.fetch(path)
	p.kept[path] = data
	return data, err
}

func (p *place) fetch(path string) ([]byte, error) {
	if !strings.HasPrefix(p.base, "http") {
		return os.ReadFile(filepath.Join(p.base, path))
	}
	answer, err := http.Get(p.base + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

func (p *place) Height() int { return height }

func (p *place) SaveTiles([]tlog.Tile, [][]byte) {}

func (p *place) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, tile := range tiles {
		// A path of Go's names the height; one of tlog-tiles does not, since all have the same.
		data, err := p.read(strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1))
		if err != nil {
			return nil, err
		}
		all[i] = data
	}
	return all, nil
}

// entries reads all entries in bundles.
func (p *place) entries(size int64) ([][]byte, error) {
	entries := [][]byte{}
	for int64(len(entries)) < size {
		tile := tlog.Tile{H: height, L: 0, N: int64(len(entries)) >> height, W: 1 << height}
		if left := size - int64(len(entries)); left < 1<<height {
			tile.W = int(left)
		}
		bundle, err := p.read(strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", height), "tile/entries/", 1))
		if err != nil {
			return nil, err
		}
		for i := 0; i < tile.W; i++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return nil, errors.New("a bundle ends too early")
			}
			length := int(binary.BigEndian.Uint16(bundle))
			entries = append(entries, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
		if len(bundle) > 0 {
			return nil, errors.New("a bundle has more than its entries")
		}
	}
	return entries, nil
}

func checkpoint(message []byte, vkey string) (*tlog.Tree, error) {
	read, err := opened(vkey, message)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(read.Text, "\n")
	if len(lines) != 4 || lines[0] != strings.SplitN(vkey, "+", 2)[0] {
		return nil, errors.New("the text is no checkpoint of that log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return nil, err
	}
	root, err := tlog.ParseHash(lines[2])
	return &tlog.Tree{N: size, Hash: root}, err
}

func log(args []string) error {
	from := &place{base: strings.TrimSuffix(args[0], "/"), kept: map[string][]byte{}}
	message, err := from.read("checkpoint")
	if err != nil {
		return err
	}
	tree, err := checkpoint(message, args[1])
	if err != nil {
		return err
	}
	entries, err := from.entries(tree.N)
	if err != nil {
		return err
	}
	// The reader of tiles holds each against the checkpoint's root before it gives a hash of it.
	nodes := tlog.TileHashReader(*tree, from)
	// All of a small log; of a large one a thousand, the last one among them.
	step := 1 + tree.N/1000
	proved := 0
	for i := (tree.N - 1) % step; i < tree.N; i += step {
		path, err := tlog.ProveRecord(tree.N, i, nodes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(path, tree.N, tree.Hash, i, tlog.RecordHash(entries[i])); err != nil {
			return fmt.Errorf("entry %d: %v", i, err)
		}
		proved++
	}
	own := new(memory)
	for i, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(i), entry, own)
		if err != nil {
			return err
		}
		*own = append(*own, hashes...)
	}
	grown := 0
	for old := 1 + (tree.N-1)%step; old <= tree.N; old += step {
		path, err := tlog.ProveTree(tree.N, old, nodes)
		if err != nil {
			return err
		}
		root, err := tlog.TreeHash(old, own)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(path, tree.N, tree.Hash, old, root); err != nil {
			return fmt.Errorf("growth from %d: %v", old, err)
		}
		same, err := tlog.ProveTree(tree.N, old, own)
		if err != nil || !reflect.DeepEqual(path, same) {
			return fmt.Errorf("growth from %d: the tiles and the entries lead to different proofs", old)
		}
		grown++
	}
	fmt.Printf("size %d: %d entries proved, and growth from %d sizes\n", tree.N, proved, grown)
	return nil
}
