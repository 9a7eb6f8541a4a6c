#include "agent/orders/order_record.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

const OrderRecord record{{OrderNumber{3}, OrderNumber{5}, OrderNumber{4}, OrderRefusal::not_heard}, 2};

TEST(OrderRecord, IsReadBack) {
    EXPECT_EQ(encode(record), "followed 3\ntried 5\nrefused 4\nwhy not_heard\nstarts 2\n");
    EXPECT_EQ(decode_order_record(encode(record)), record);
    EXPECT_EQ(decode_order_record(encode(OrderRecord{})), OrderRecord{});
}

TEST(OrderRecord, ThatIsDamagedIsNone) {
    const auto good = encode(record);
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_EQ(decode_order_record(good.substr(0, size)), std::nullopt) << size;
    }
    EXPECT_EQ(decode_order_record(good + "more 1\n"), std::nullopt);
    for (const auto& [from, to] : {std::pair("followed 3", "followed -3"),
                                   {"followed 3", "followed 9007199254740992"},
                                   {"followed 3", "followed3"},
                                   {"not_heard", "bored"},
                                   {"starts 2", "starts 2x"}}) {
        auto bad = good;
        bad.replace(bad.find(from), std::string(from).size(), to);
        EXPECT_EQ(decode_order_record(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace magpie::agent
