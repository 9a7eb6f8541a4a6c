#include "collector/orders/order_desk.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "wire/text.hpp"

namespace magpie::collector {

namespace {

constexpr std::size_t most_names_told = 8;

void append_names(std::string& text, std::string_view of, const std::vector<std::string>& names) {
    if (names.empty()) {
        return;
    }
    text.append(" ").append(of);
    for (std::size_t i = 0; i < std::min(names.size(), most_names_told); ++i) {
        text.append(i == 0 ? " " : ",").append(names[i]);
    }
    if (names.size() > most_names_told) {
        text.append(" and ").append(std::to_string(names.size() - most_names_told)).append(" more");
    }
}

/// In one line: which order, who signed it, whom it concerns and what it wants.
std::string in_words(const Order& order, std::string_view signer, std::string_view der) {
    std::array<char, 16> percent{};
    std::snprintf(percent.data(), percent.size(), "%.4g", 100.0 * order.share / 65536);
    std::string text = "order " + std::to_string(static_cast<std::uint64_t>(order.number)) + " signer " +
                       escaped(signer, 64) + " sha256 " + fingerprint(der) + " for";
    append_names(text, "areas", order.areas);
    append_names(text, "nodes", order.nodes);
    text.append(order.areas.empty() && order.nodes.empty() ? " all" : "");
    text.append(" share ").append(percent.data()).append("%");
    if (!order.version.empty()) {
        text.append(" version ").append(order.version);
    }
    if (!order.configuration.empty()) {
        text.append(" configuration of ").append(std::to_string(order.configuration.size())).append(" bytes");
    }
    return text;
}

}  // namespace

std::string fingerprint(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    std::string hex;
    for (const auto byte : digest) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return hex;
}

std::vector<OrderNumber> OrderDesk::restore(std::vector<KeptOrder> orders, std::vector<AuditRow> audit,
                                            const Now& now) {
    audit_.restore(std::move(audit));
    std::vector<OrderNumber> unread;
    std::vector<OrderNumber> replaced;
    for (auto& kept : orders) {
        auto read = read_(kept.bytes, now);
        // A list that is old today is another tomorrow; nodes judge for themselves.
        if (!read || read->order.number != kept.number || judge_(*read, now) == OrderRefusal::revoked) {
            unread.push_back(kept.number);
            continue;
        }
        (void)book_.put({.order = std::move(read->order),
                         .bytes = std::move(kept.bytes),
                         .signer = std::move(read->signer),
                         .by = std::move(kept.by),
                         .taken = kept.taken},
                        replaced);
    }
    return unread;
}

tl::expected<OrderDesk::Taken, Untaken> OrderDesk::take(std::string_view der, std::string_view by, const Now& now,
                                                        const std::function<void()>& kept) {
    const auto read = read_(der, now);
    if (!read) {
        return refuse(read.error() == OrderRefusal::format ? Untaken::format : Untaken::signature, der, by, now);
    }
    const auto& order = read->order;
    if (const auto standing = judge_(*read, now); standing != OrderRefusal::none) {
        return refuse(standing == OrderRefusal::revoked ? Untaken::revoked : Untaken::revocations, der, by, now,
                      &*read);
    }
    if (order.not_after < now.wall) {
        return refuse(Untaken::too_late, der, by, now, &*read);
    }
    std::vector<OrderNumber> replaced;
    const auto put = book_.put(
        {.order = order, .bytes = std::string(der), .signer = read->signer, .by = std::string(by), .taken = now.wall},
        replaced);
    for (const auto number : replaced) {
        memory_.drop(number, nullptr);
        note(by, "order_replaced", "order " + std::to_string(static_cast<std::uint64_t>(number)), now);
    }
    switch (put) {
        case OrderBook::Put::number_taken:
            return refuse(Untaken::number_taken, der, by, now, &*read);
        case OrderBook::Put::too_many:
            return refuse(Untaken::too_many, der, by, now, &*read);
        case OrderBook::Put::held_before:
            // What one hears must be as true as what the other hears: it is kept when it is kept.
            if (const auto first = keeping_.find(order.number); first != keeping_.end()) {
                first->second->push_back(kept);
            } else {
                kept();
            }
            return Taken{.number = order.number, .held_before = true};
        case OrderBook::Put::taken:
            break;
    }
    note(by, "order_taken", in_words(order, read->signer, der), now);
    keep({.number = order.number, .bytes = std::string(der), .taken = now.wall, .by = std::string(by)}, kept);
    return Taken{.number = order.number};
}

void OrderDesk::keep(const KeptOrder& order, const std::function<void()>& kept) {
    const auto waiting = std::make_shared<Waiting>(Waiting{kept});
    const auto number = order.number;
    keeping_.insert_or_assign(number, waiting);
    memory_.keep(order, [this, number, waiting] {
        // It may have been withdrawn, and come again, meanwhile.
        if (const auto found = keeping_.find(number); found != keeping_.end() && found->second == waiting) {
            keeping_.erase(found);
        }
        for (const auto& tell : *waiting) {
            tell();
        }
    });
}

bool OrderDesk::withdraw(OrderNumber number, std::string_view by, const Now& now, std::function<void()> gone) {
    const auto* held = book_.find(number);
    if (held == nullptr) {
        return false;
    }
    note(by, "order_withdrawn", in_words(held->order, held->signer, held->bytes), now);
    (void)book_.withdraw(number);
    memory_.drop(number, std::move(gone));
    return true;
}

tl::unexpected<Untaken> OrderDesk::refuse(Untaken why, std::string_view der, std::string_view by, const Now& now,
                                          const tls::SignedOrder* read) {
    const auto which = static_cast<std::size_t>(why);
    ++untaken_[which];
    note(by, "order_refused",
         std::string(untaken_words[which]) + ": " +
             (read != nullptr ? in_words(read->order, read->signer, der) : "sha256 " + fingerprint(der)),
         now);
    return tl::unexpected(why);
}

void OrderDesk::note(std::string_view by, std::string_view what, std::string detail, const Now& now) {
    memory_.audit(audit_.add(now.wall, by, what, std::move(detail)));
}

}  // namespace magpie::collector
