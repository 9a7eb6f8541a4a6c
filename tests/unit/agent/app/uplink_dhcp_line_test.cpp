#include "agent/app/uplink_dhcp_line.hpp"

#include <sys/socket.h>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>

#include "platform/files/file.hpp"
#include "platform/service/local_listener.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

/// One who asks thirty times a second, and a service that answers whoever comes as it is told.
class UplinkDhcpLineTest : public testing::Test {
  protected:
    UplinkDhcpLineTest() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-uplink-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
        listener_ = std::move(*service::listen_locally(directory_ + "/uplink.sock"));
    }
    ~UplinkDhcpLineTest() override { std::filesystem::remove_all(directory_); }

    void begins(Milliseconds interval = Milliseconds{30}) {
        line_ = std::make_unique<UplinkDhcpLine>(
            loop_,
            PathConfig::DhcpConfig{
                .interface = "eth0", .interval = interval, .only_offer = false, .socket = directory_ + "/uplink.sock"},
            1);
    }
    void looks_until(const std::function<bool()>& seen) {
        for (look(); !seen(); look()) {
            ASSERT_GT(loop_.run_one_for(std::chrono::seconds(10)), 0U);
            const files::File caller(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            std::array<std::byte, station::uplink_record_size> question{};
            // Who closes with something unread takes back what he said.
            if (caller && ::recv(caller.descriptor(), question.data(), question.size(), 0) > 0 && says_) {
                const auto bytes = station::encode(*says_);
                ASSERT_GT(::send(caller.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL), 0);
            }
        }
    }
    void look() {
        readings_ = Readings{};
        line_->sample(readings_, {});
    }
    [[nodiscard]] std::optional<double> value(std::string_view metric,
                                              const std::vector<std::string>& labels = {}) const {
        return fakes::value_of(readings_, metric, labels);
    }

    boost::asio::io_context loop_{1};
    std::string directory_;
    files::File listener_;
    std::optional<station::UplinkAnswer> says_;
    Readings readings_;
    std::unique_ptr<UplinkDhcpLine> line_;
};

TEST_F(UplinkDhcpLineTest, BeforeTheFirstNothingIsKnown) {
    begins(Milliseconds{300'000});
    look();
    EXPECT_EQ(value("magpie_path_dhcp_up"), std::nullopt);
    EXPECT_EQ(value("magpie_path_dhcp_servers"), std::nullopt);
    EXPECT_EQ(value("magpie_path_dhcp_probes_total", {"granted"}), 0);
    EXPECT_EQ(value("magpie_path_dhcp_probes_total", {"no_offer"}), 0);
    EXPECT_EQ(value("magpie_node_source_up", {"path_dhcp"}), 1);
}

TEST_F(UplinkDhcpLineTest, TellsWhatCameOfTheLast) {
    says_ = station::UplinkAnswer{
        .end = station::UplinkEnd::granted, .servers = 2, .offer = Milliseconds{30}, .grant = Milliseconds{10}};
    begins();
    looks_until([&] { return value("magpie_path_dhcp_up") == 1; });
    EXPECT_EQ(value("magpie_path_dhcp_servers"), 2);
    EXPECT_EQ(value("magpie_path_dhcp_seconds", {"offer"}), 0.03);
    EXPECT_EQ(value("magpie_path_dhcp_seconds", {"grant"}), 0.01);

    says_ = station::UplinkAnswer{.end = station::UplinkEnd::refused, .servers = 1, .offer = Milliseconds{40}};
    looks_until([&] { return value("magpie_path_dhcp_up") == 0; });
    EXPECT_GE(*value("magpie_path_dhcp_probes_total", {"refused"}), 1);
    EXPECT_EQ(value("magpie_path_dhcp_seconds", {"offer"}), 0.04);
    EXPECT_EQ(value("magpie_path_dhcp_seconds", {"grant"}), 0.01) << "of the last that came through it";
}

TEST_F(UplinkDhcpLineTest, WhereNobodyCanAskNothingIsSaidOfTheServers) {
    says_ = station::UplinkAnswer{.end = station::UplinkEnd::granted, .servers = 1};
    begins();
    looks_until([&] { return value("magpie_path_dhcp_up") == 1; });
    says_ = std::nullopt;  // it hangs up
    looks_until([&] { return value("magpie_node_source_up", {"path_dhcp"}) == 0; });
    EXPECT_EQ(value("magpie_path_dhcp_up"), std::nullopt);
    EXPECT_GE(*value("magpie_path_dhcp_probes_total", {"service"}), 1);
    EXPECT_GE(*value("magpie_node_source_failures_total", {"path_dhcp", "service"}), 1);
}

}  // namespace
}  // namespace magpie::agent
