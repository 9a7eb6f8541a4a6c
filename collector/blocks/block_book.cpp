#include "collector/blocks/block_book.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string_view>
#include <utility>

namespace magpie::collector {

namespace {

/// As many as a node takes at a time.
constexpr std::size_t most_of_a_pole = 4;
/// For the command and the answer on their way, and a report that waits for its interval.
constexpr Milliseconds way{15'000};

std::size_t place(NodeIndex node) {
    return static_cast<std::uint32_t>(node);
}

/// The labels are ready to be exposed: a quotation mark within a value has a backslash before it.
std::string_view hub_in(std::string_view info) {
    constexpr std::string_view key = ",hub=\"";
    const auto begin = info.find(key);
    if (begin == std::string_view::npos) {
        return {};
    }
    info.remove_prefix(begin + key.size());
    std::size_t end = 0;
    while (end < info.size() && info[end] != '"') {
        end += info[end] == '\\' ? 2 : 1;
    }
    return info.substr(0, end);
}

/// Another order of the poles for each block, so that not always the same ones are asked (SplitMix64).
std::uint64_t mixed(std::uint64_t hash, BlockId id) {
    auto value = hash + static_cast<std::uint64_t>(id) * 0x9e3779b97f4a7c15U;
    value = (value ^ value >> 30U) * 0xbf58476d1ce4e5b9U;
    value = (value ^ value >> 27U) * 0x94d049bb133111ebU;
    return value ^ value >> 31U;
}

bool may_change(BlockDoubt doubt) {
    return doubt == BlockDoubt::control || doubt == BlockDoubt::busy;
}

/// Whether there is anything to be learnt of this pole yet.
bool is_done(const BlockPole& pole) {
    return pole.verdict == BlockVerdict::unreachable ||
           (pole.verdict == BlockVerdict::undecided && !may_change(pole.last.doubt));
}

}  // namespace

void BlockBook::restore(std::vector<Block> blocks, const Now& now) {
    for (auto& block : blocks) {
        last_id_ = std::max(last_id_, static_cast<std::uint64_t>(block.id));
        block.begun = now.mono - std::max(Milliseconds{0}, now.wall - block.received);
        for (auto& pole : block.poles) {
            pole.index = fleet_.find(pole.area, pole.node);
            if (pole.verdict == BlockVerdict::asked) {
                // An answer may have come while nobody listened.
                pole.verdict = BlockVerdict::waiting;
                pole.timed = false;
            }
        }
        open_ += block.ended ? 0 : 1;
        blocks_[block.id].block = std::move(block);
    }
}

std::optional<BlockId> BlockBook::post(std::string address, std::vector<std::uint16_t> ports, std::string by,
                                       const Now& now) {
    for (auto& [id, held] : blocks_) {
        if (!held.block.ended && held.block.address == address) {
            end(held);
        }
    }
    if (open_ >= most_open) {
        return std::nullopt;
    }
    make_room();
    const BlockId id{++last_id_};
    blocks_[id] = {.block = {.id = id,
                             .address = std::move(address),
                             .ports = std::move(ports),
                             .by = std::move(by),
                             .received = now.wall,
                             .poles = sample(id),
                             .begun = now.mono},
                   .changed = true};
    ++open_;
    return id;
}

/// The oldest that has ended; most_open is far below most_kept, so that there is one.
void BlockBook::make_room() {
    while (blocks_.size() >= most_kept) {
        const auto oldest = std::ranges::find_if(blocks_, [](const auto& one) { return one.second.block.ended; });
        dropped_.push_back(oldest->first);
        blocks_.erase(oldest);
    }
}

std::vector<BlockPole> BlockBook::sample(BlockId id) const {
    struct Chosen {
        std::uint64_t rank;
        NodeIndex index;
    };
    std::map<std::string_view, Chosen> of_hubs;
    const auto& nodes = fleet_.nodes();
    for (std::size_t i = 0; i < std::min(nodes.size(), verifies_.size()); ++i) {
        const auto& node = nodes[i];
        if (!verifies_[i] || node.serial == 0 || node.kind != NodeKind::magpie || node.life != Life::up) {
            continue;
        }
        const auto hub = hub_in(fleet_.node_info(node).value_or(std::string_view()));
        const Chosen chosen{mixed(node.hash, id), NodeIndex{static_cast<std::uint32_t>(i)}};
        const auto [known, is_new] = of_hubs.try_emplace(hub.empty() ? node.area : hub, chosen);
        if (!is_new && chosen.rank < known->second.rank) {
            known->second = chosen;
        }
    }
    std::vector<Chosen> all;
    all.reserve(of_hubs.size());
    for (const auto& [hub, chosen] : of_hubs) {
        all.push_back(chosen);
    }
    std::ranges::sort(all, {}, &Chosen::rank);
    all.resize(std::min(all.size(), settings_.poles));
    std::vector<BlockPole> poles;
    for (const auto& chosen : all) {
        const auto& node = fleet_.node(chosen.index);
        poles.push_back({.area = node.area, .node = node.node, .index = chosen.index});
    }
    return poles;
}

void BlockBook::heard(NodeIndex node, bool verifies, std::span<const BlockAnswer> answers, const Now& now) {
    if (place(node) >= verifies_.size()) {
        if (!verifies) {
            return;
        }
        verifies_.resize(place(node) + 1);
    }
    verifies_[place(node)] = verifies;
    for (const auto& answer : answers) {
        const auto found = blocks_.find(answer.id);
        if (found == blocks_.end() || found->second.block.ended) {
            continue;
        }
        auto& poles = found->second.block.poles;
        const auto pole = std::ranges::find(poles, std::optional(node), &BlockPole::index);
        // A node says the same for a while; and what it was not asked it cannot know.
        if (pole != poles.end() && pole->asked && pole->verdict != BlockVerdict::unreachable && answer != pole->last) {
            take(found->second, *pole, answer, now);
        }
    }
}

void BlockBook::take(Held& held, BlockPole& pole, const BlockAnswer& answer, const Now& now) {
    pole.last = answer;
    if (std::exchange(pole.open, false)) {
        --under_way_[*pole.index];
    }
    pole.due = now.mono + again_after;
    held.changed = true;
    switch (answer.outcome) {
        case BlockOutcome::unreachable: {
            pole.verdict = BlockVerdict::unreachable;
            // By the pole's own watch, without the way of the answer; but nobody was done before he said so.
            const auto at = std::min(pole.asked_last + answer.took, now.mono) - held.block.begun;
            if (pole.timed) {
                pole.verified = std::max(Milliseconds{0}, at);
                reached(held, BlockStage::first_verified, *pole.verified);
            }
            break;
        }
        case BlockOutcome::reachable:
            pole.verdict = BlockVerdict::reachable;
            break;
        case BlockOutcome::undecided:
            pole.verdict = BlockVerdict::undecided;
            pole.timed = false;
            break;
    }
    judge(held);
}

void BlockBook::forget(NodeIndex node) {
    if (place(node) < verifies_.size()) {
        verifies_[place(node)] = false;
    }
    under_way_.erase(node);
    for (auto& [id, held] : blocks_) {
        for (auto& pole : held.block.poles) {
            if (pole.index == node) {
                pole.index.reset();
                pole.open = false;
            }
        }
    }
}

void BlockBook::due(const Now& now, std::vector<Send>& sends) {
    if (open_ == 0) {
        return;
    }
    for (auto& [id, held] : blocks_) {
        if (!held.block.ended) {
            look(held, now, sends);
        }
    }
}

void BlockBook::look(Held& held, const Now& now, std::vector<Send>& sends) {
    auto& block = held.block;
    const auto age = now.mono - block.begun;
    if (age >= watched_for) {
        end(held);
        return;
    }
    if (block.poles.empty() && age < settings_.patience) {
        block.poles = sample(block.id);  // none that verifies was up when it came
        held.changed = held.changed || !block.poles.empty();
    }
    for (auto& pole : block.poles) {
        const bool overdue =
            pole.verdict == BlockVerdict::waiting ? age >= settings_.patience + way : pole.open && now.mono >= pole.due;
        if (overdue) {
            if (std::exchange(pole.open, false) && pole.index) {
                --under_way_[*pole.index];
            }
            pole.verdict = BlockVerdict::silent;
            pole.timed = false;
            pole.due = now.mono + again_after;
            held.changed = true;
        } else if (!pole.open && !is_done(pole) && now.mono >= pole.due) {
            ask(held, pole, now, sends);
        }
    }
    judge(held);
    if (!block.poles.empty() && std::ranges::all_of(block.poles, is_done)) {
        end(held);
    }
}

void BlockBook::ask(Held& held, BlockPole& pole, const Now& now, std::vector<Send>& sends) {
    if (!pole.index || fleet_.life(*pole.index) != Life::up || under_way_[*pole.index] >= most_of_a_pole) {
        return;
    }
    ++under_way_[*pole.index];
    pole.open = true;
    pole.asked_last = now.mono;
    pole.due = now.mono + settings_.patience + way;
    if (pole.verdict == BlockVerdict::waiting) {
        pole.verdict = BlockVerdict::asked;
        pole.asked = now.mono - held.block.begun;
        held.changed = true;
    } else if (!pole.asked) {
        pole.asked = now.mono - held.block.begun;
    }
    sends.push_back({.node = *pole.index,
                     .check = {.id = held.block.id,
                               .address = held.block.address,
                               .ports = held.block.ports,
                               .patience = settings_.patience}});
}

/// What the block as a whole has come to.
void BlockBook::judge(Held& held) {
    Milliseconds asked{0};
    Milliseconds verified{0};
    bool any_asked = false;
    bool any_verified = false;
    bool all_asked = !held.block.poles.empty();
    bool all_told = all_asked;
    for (const auto& pole : held.block.poles) {
        all_asked = all_asked && pole.verdict != BlockVerdict::waiting;
        all_told = all_told && pole.verdict != BlockVerdict::waiting && pole.verdict != BlockVerdict::asked &&
                   pole.verdict != BlockVerdict::reachable;
        any_asked = any_asked || pole.asked;
        any_verified = any_verified || pole.verified;
        asked = std::max(asked, pole.asked.value_or(Milliseconds{0}));
        verified = std::max(verified, pole.verified.value_or(Milliseconds{0}));
    }
    if (all_asked && any_asked) {
        reached(held, BlockStage::distributed, asked);
    }
    if (all_told && any_verified) {
        reached(held, BlockStage::verified, verified);
    }
}

/// Once.
void BlockBook::reached(Held& held, BlockStage stage, Milliseconds after) {
    const auto which = static_cast<std::size_t>(stage);
    auto& at = held.block.stages[which];
    if (at) {
        return;
    }
    at = after;
    held.changed = true;
    const auto seconds = std::chrono::duration<double>(after).count();
    const auto* const bucket = std::ranges::lower_bound(catalogue::rows::block_buckets, seconds);
    ++observed_.seconds[which][static_cast<std::size_t>(bucket - std::begin(catalogue::rows::block_buckets))];
    observed_.seconds_sum[which] += seconds;
}

void BlockBook::end(Held& held) {
    for (auto& pole : held.block.poles) {
        if (std::exchange(pole.open, false) && pole.index) {
            --under_way_[*pole.index];
        }
    }
    held.block.ended = true;
    held.changed = true;
    --open_;
}

void BlockBook::take_changes(std::vector<const Block*>& changed, std::vector<BlockId>& dropped) {
    dropped = std::exchange(dropped_, {});
    for (auto& [id, held] : blocks_) {
        if (std::exchange(held.changed, false)) {
            changed.push_back(&held.block);
        }
    }
}

const Block* BlockBook::find(BlockId id) const {
    const auto found = blocks_.find(id);
    return found == blocks_.end() ? nullptr : &found->second.block;
}

const Block* BlockBook::newest_below(BlockId id) const {
    const auto found = blocks_.lower_bound(id);
    return found == blocks_.begin() ? nullptr : &std::prev(found)->second.block;
}

BlockBook::Numbers BlockBook::numbers() const {
    auto numbers = observed_;
    for (const auto& [id, held] : blocks_) {
        ++numbers.states[static_cast<std::size_t>(state_of(held.block))];
        if (!held.block.ended) {
            numbers.leaks += static_cast<std::size_t>(
                std::ranges::count(held.block.poles, BlockVerdict::reachable, &BlockPole::verdict));
        }
    }
    return numbers;
}

}  // namespace magpie::collector
