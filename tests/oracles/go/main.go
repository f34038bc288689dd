// Reads what our program made (material.json, named on the command line) and says whether Go's
// own packages for such logs, sumdb/note and sumdb/tlog, agree with every byte of it.
// Prints how much of each kind it looked at, or the first thing on which the two differ.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proof struct {
	Size  int64     `json:"size"`
	Place int64     `json:"place"`
	Hash  tlog.Hash `json:"hash"`
	Root  tlog.Hash `json:"root"`
	Proof []tlog.Hash
	Made  bool // by our program for this very tree; else it was spoiled
	Holds bool // what our program says of it
}

type material struct {
	Vkey    string
	Witness string
	Leaves  [][]byte
	Heads   []struct {
		Note      string
		Cosigners int
		Holds     bool
	}
	Inclusion   []proof
	Consistency []proof
	Tiles       []struct {
		Address string
		Data    []byte
	}
	Bundles []struct {
		Address string
		Data    []byte
		Hashes  []byte
	}
}

// hashes is the storage of Go's tree.
type hashes []tlog.Hash

func (all hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = all[index]
	}
	return found, nil
}

// cosigner checks cosignature/v1 for note.Open.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	seen := binary.BigEndian.Uint64(sig)
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seen, msg)
	return ed25519.Verify(c.key, []byte(text), sig[8:])
}

func stop(format string, values ...interface{}) {
	fmt.Printf(format+"\n", values...)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		stop("%v", err)
	}
}

func readCosigner(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	must(err)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if key[0] != 4 || binary.BigEndian.Uint32(sum[:]) != uint32(hash) {
		stop("the key of the witness is not in its form")
	}
	return cosigner{parts[0], uint32(hash), key[1:]}
}

// grown builds Go's own tree over the leaves.
func grown(leaves [][]byte) hashes {
	var all hashes
	for n, data := range leaves {
		more, err := tlog.StoredHashes(int64(n), data, all)
		must(err)
		all = append(all, more...)
	}
	return all
}

func checkHeads(m material, all hashes) {
	log, err := note.NewVerifier(m.Vkey)
	must(err)
	known := note.VerifierList(log, readCosigner(m.Witness))
	for _, head := range m.Heads {
		opened, err := note.Open([]byte(head.Note), known)
		if (err == nil) != head.Holds {
			stop("head: we say %v, Go says %v:\n%s", head.Holds, err, head.Note)
		}
		if err != nil {
			continue
		}
		if len(opened.Sigs) != 1+head.Cosigners {
			stop("head: %d signatures are right:\n%s", len(opened.Sigs), head.Note)
		}
		lines := strings.Split(opened.Text, "\n")
		size, err := strconv.ParseInt(lines[1], 10, 64)
		must(err)
		root, err := tlog.TreeHash(size, all)
		must(err)
		if len(lines) != 4 || lines[0] != log.Name() || lines[2] != root.String() {
			stop("head: Go has another root, %s:\n%s", root, head.Note)
		}
	}
}

func same(kind string, given proof, made []tlog.Hash, err error) {
	must(err)
	if len(made) != len(given.Proof) {
		stop("%s %d in %d: Go makes %d hashes, we %d", kind, given.Place, given.Size, len(made), len(given.Proof))
	}
	for i := range made {
		if made[i] != given.Proof[i] {
			stop("%s %d in %d: hash %d differs", kind, given.Place, given.Size, i)
		}
	}
}

func checkProofs(m material, all hashes) {
	for _, given := range m.Inclusion {
		err := tlog.CheckRecord(given.Proof, given.Size, given.Root, given.Place, given.Hash)
		if (err == nil) != given.Holds {
			stop("inclusion %d in %d: we say %v, Go says %v", given.Place, given.Size, given.Holds, err)
		}
		if given.Made {
			made, err := tlog.ProveRecord(given.Size, given.Place, all)
			same("inclusion", given, made, err)
		}
	}
	for _, given := range m.Consistency {
		err := tlog.CheckTree(given.Proof, given.Size, given.Root, given.Place, given.Hash)
		if (err == nil) != given.Holds {
			stop("consistency %d in %d: we say %v, Go says %v", given.Place, given.Size, given.Holds, err)
		}
		if given.Made {
			made, err := tlog.ProveTree(given.Size, given.Place, all)
			same("consistency", given, made, err)
		}
	}
}

// checkTiles compares each tile with the one that Go reads at the same address of its own tree.
func checkTiles(m material, all hashes) {
	listed := map[string]bool{}
	for _, given := range m.Tiles {
		tile, err := tlog.ParseTilePath("tile/8/" + strings.TrimPrefix(given.Address, "tile/"))
		must(err)
		data, err := tlog.ReadTileData(tile, all)
		must(err)
		if !bytes.Equal(data, given.Data) {
			stop("%s: other bytes", given.Address)
		}
		listed[given.Address] = true
	}
	// Go lists each width that a tile had on its way; the last one is the widest.
	widest := map[tlog.Tile]tlog.Tile{}
	for _, tile := range tlog.NewTiles(8, 0, int64(len(m.Leaves))) {
		widest[tlog.Tile{H: 8, L: tile.L, N: tile.N}] = tile
	}
	for _, tile := range widest {
		address := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		if !listed[address] {
			stop("%s: Go has this tile and we do not", address)
		}
	}
	for _, given := range m.Bundles {
		var leaves []byte
		for rest := given.Data; len(rest) > 0; {
			end := 2 + int(binary.BigEndian.Uint16(rest))
			leaf := tlog.RecordHash(rest[2:end])
			leaves, rest = append(leaves, leaf[:]...), rest[end:]
		}
		if !bytes.Equal(leaves, given.Hashes) {
			stop("%s: its leaves have other hashes", given.Address)
		}
	}
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	must(err)
	var m material
	must(json.Unmarshal(data, &m))
	all := grown(m.Leaves)
	checkHeads(m, all)
	checkProofs(m, all)
	checkTiles(m, all)
	fmt.Printf("%d heads, %d + %d proofs, %d tiles, %d bundles\n",
		len(m.Heads), len(m.Inclusion), len(m.Consistency), len(m.Tiles), len(m.Bundles))
}
