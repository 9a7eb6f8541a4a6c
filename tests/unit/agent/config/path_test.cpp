#include "agent/config/path.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "agent/config/config.hpp"

namespace magpie::agent {
namespace {

using probe::Kind;
using std::chrono::seconds;

constexpr const char* node = R"([node]
area = "mapo"
id = "pole-0001"
[mqtt]
servers = ["tcp://broker:1883"]
[path]
)";

std::string target(const std::string& more = R"(probes = ["ping"])", const std::string& name = "core") {
    return "[[path.target]]\nname = \"" + name + "\"\nclass = \"core\"\nhost = \"10.0.0.1\"\n" + more + "\n";
}

PathConfig parsed(const std::string& text) {
    const auto config = parse_config(node + text, "agent.toml");
    for (const auto& problem : config ? std::vector<std::string>{} : config.error()) {
        ADD_FAILURE() << problem;
    }
    return config ? config->path : PathConfig{};
}

/// What is wrong first.
std::string problem(const std::string& text) {
    const auto config = parse_config(node + text, "agent.toml");
    return config ? "" : config.error().front();
}

bool refuses(const std::string& text, const std::string& words) {
    const auto found = problem(text);
    EXPECT_NE(found.find(words), std::string::npos) << found;
    return found.find(words) != std::string::npos;
}

TEST(PathConfig, IsEmptyUnlessTargetsAreNamed) {
    const auto config = parsed("");
    EXPECT_TRUE(config.targets.empty());
    EXPECT_EQ(config.timeout, seconds(3));
    EXPECT_EQ(config.at_once, 16U);
}

TEST(PathConfig, ReadsATarget) {
    const auto config = parsed(R"(timeout_seconds = 1.5
at_once = 2
mtu_interval_seconds = 60
)" + target(R"(family = "6"
interval_seconds = 30
probes = ["dns_uncached", "tcp", "dns"]
tcp_port = 853
dns_name = "www.example.org"
dns_zone = "probe.example.org")"));
    ASSERT_EQ(config.targets.size(), 1U);
    const auto& target = config.targets[0];
    EXPECT_EQ(target.name, "core");
    EXPECT_EQ(target.far, TargetClass::core);
    EXPECT_EQ(target.family, AddressFamily::v6);
    EXPECT_EQ(target.interval, seconds(30));
    EXPECT_EQ(target.probes, (std::vector{Kind::dns_uncached, Kind::tcp, Kind::dns}));
    EXPECT_EQ(target.tcp_port, 853);
    EXPECT_EQ(target.dns_zone, "probe.example.org");
    EXPECT_EQ(config.timeout, Milliseconds{1500});
    EXPECT_EQ(config.mtu_interval, seconds(60));
}

TEST(PathConfig, ReadsHowMuchIsTraced) {
    const auto shown = parsed("").trace;
    EXPECT_TRUE(shown.enabled);
    EXPECT_EQ(shown.most_hops, 16);
    EXPECT_EQ(shown.interval, seconds(300));
    EXPECT_EQ(shown.spread, seconds(10));
    const auto config =
        parsed("[path.trace]\nenabled = false\nmost_hops = 5\ninterval_seconds = 60\nspread_seconds = 0").trace;
    EXPECT_FALSE(config.enabled);
    EXPECT_EQ(config.most_hops, 5);
    EXPECT_EQ(config.interval, seconds(60));
    EXPECT_EQ(config.spread, seconds(0));
    EXPECT_TRUE(refuses("[path.trace]\nmost_hops = 31", "most_hops"));
    EXPECT_TRUE(refuses("[path.trace]\ninterval_seconds = 1", "interval_seconds"));
    EXPECT_TRUE(may_be_ordered("path.trace.enabled"));
}

TEST(PathConfig, ReadsFromWhenOnAWayIsDegraded) {
    const auto shown = parsed("").degraded;
    EXPECT_EQ(shown.loss_ratio, 0.03);
    EXPECT_EQ(shown.rise, Milliseconds{50});
    const auto config = parsed("[path.degraded]\nloss_ratio = 0.1\nrise_seconds = 0.2").degraded;
    EXPECT_EQ(config.loss_ratio, 0.1);
    EXPECT_EQ(config.rise, Milliseconds{200});
    EXPECT_TRUE(refuses("[path.degraded]\nloss_ratio = 0.001", "loss_ratio"));
    EXPECT_TRUE(refuses("[path.degraded]\nloss_ratio = 1.5", "loss_ratio"));
    EXPECT_TRUE(refuses("[path.degraded]\nrise_seconds = 0", "rise_seconds"));
    EXPECT_TRUE(refuses("[path.degraded]\nrise = 1", "rise"));
    EXPECT_TRUE(may_be_ordered("path.degraded.loss_ratio"));
}

TEST(PathConfig, ReadsWhetherDhcpIsAsked) {
    EXPECT_EQ(parsed("").dhcp.interval, Milliseconds{0}) << "it is not";
    const auto config = parsed(
                            "[path.dhcp]\ninterface = \"eth0.7\"\ninterval_seconds = 900\nonly_offer = true\n"
                            "socket = \"/run/own.sock\"")
                            .dhcp;
    EXPECT_EQ(config.interface, "eth0.7");
    EXPECT_EQ(config.interval, seconds(900));
    EXPECT_TRUE(config.only_offer);
    EXPECT_EQ(config.socket, "/run/own.sock");
    EXPECT_TRUE(refuses("[path.dhcp]\ninterface = \"eth0\"\ninterval_seconds = 299", "0, which is never, or 300"));
    EXPECT_TRUE(refuses("[path.dhcp]\ninterface = \"eth0\"\ninterval_seconds = 86401", "0, which is never, or 300"));
    EXPECT_TRUE(refuses("[path.dhcp]\ninterval_seconds = 300", "is needed: where to ask"));
    EXPECT_TRUE(refuses("[path.dhcp]\ninterface = \"lo\"", "must be the name of a network interface"));
    EXPECT_TRUE(refuses("[path.dhcp]\nsocket = \"here\"", "must be an absolute path"));
    EXPECT_TRUE(parsed("[path.dhcp]\nsocket = \"\"").dhcp.socket.empty()) << "there is nobody to ask";
    EXPECT_TRUE(refuses("[path.dhcp]\ninterface = \"eth0\"\ninterval_seconds = 300\nsocket = \"\"", "whom to ask"));
    EXPECT_TRUE(may_be_ordered("path.dhcp.interval_seconds"));
    EXPECT_FALSE(may_be_ordered("path.dhcp.socket")) << "who gives orders could have it call anybody";
    EXPECT_FALSE(may_be_ordered("path.dhcp.interface"));
}

TEST(PathConfig, PagesAreOfTheHostUnlessSaidOtherwise) {
    const auto config = parsed(target(R"(probes = ["https", "portal"])"));
    EXPECT_EQ(config.targets.at(0).https_url, "https://10.0.0.1/");
    EXPECT_EQ(config.targets.at(0).portal_url, "http://10.0.0.1/generate_204");
    const auto six =
        parsed("[[path.target]]\nname = \"a\"\nclass = \"hub\"\nhost = \"2001:db8::1\"\nprobes = [\"https\"]");
    EXPECT_EQ(six.targets.at(0).https_url, "https://[2001:db8::1]/");
    EXPECT_EQ(parsed(target("probes = [\"portal\"]\nportal_url = \"https://portal/api\"")).targets.at(0).portal_url,
              "https://portal/api");
}

TEST(PathConfig, RefusesWhatMakesNoTarget) {
    EXPECT_TRUE(refuses("[[path.target]]\nname = \"a\"", "class"));
    EXPECT_TRUE(refuses(target("probes = []"), "must name one at least"));
    EXPECT_TRUE(refuses(target(R"(probes = ["pong"])"), "must be of ping"));
    EXPECT_TRUE(refuses(target(R"(probes = ["ping", "ping"])"), "must name each once"));
    EXPECT_TRUE(refuses(target(R"(probes = ["dns"])"), "is needed for the probe dns"));
    EXPECT_TRUE(refuses(target(R"(probes = ["dns_uncached"])"), "is needed for the probe dns_uncached"));
    EXPECT_TRUE(refuses(target("probes = [\"dns\"]\ndns_name = \"a..b\""), "must be a name of DNS"));
    EXPECT_TRUE(refuses(target("probes = [\"https\"]\nhttps_url = \"http://a/\""), "must be like https://host/"));
    EXPECT_TRUE(refuses(target("probes = [\"portal\"]\nportal_url = \"a\""), "must be like http"));
    EXPECT_TRUE(refuses(target("probes = [\"ping\"]\nfamily = \"5\""), "family"));
    EXPECT_TRUE(refuses(target("probes = [\"ping\"]\ninterval_seconds = 0.5"), "interval_seconds"));
    EXPECT_TRUE(refuses(target() + target(), "must be another target's"));
    EXPECT_TRUE(refuses(target(R"(probes = ["ping"])", "A"), "must be 1 to 32"));
    EXPECT_TRUE(refuses("[[path.target]]\nname = \"a\"\nclass = \"hub\"\nhost = \"http://a\"\nprobes = [\"ping\"]",
                        "must be a name or an address"));
}

TEST(PathConfig, IsBoundedInWhatItCosts) {
    std::string fifty;
    for (int i = 0; i < 50; ++i) {
        fifty += target("interval_seconds = 1\nprobes = [\"ping\"]", "t" + std::to_string(i));
    }
    EXPECT_EQ(parsed(fifty).targets.size(), 50U);
    EXPECT_TRUE(refuses(
        fifty + target("interval_seconds = 1\nprobes = [\"https\", \"ntp\", \"tcp\", \"portal\", \"ping\"]", "x") +
            target("interval_seconds = 1\nprobes = [\"https\", \"ntp\", \"tcp\", \"portal\", \"ping\"]", "y"),
        "pings a second"));
    std::string many;
    for (int i = 0; i < 65; ++i) {
        many += target(R"(probes = ["ping"])", "t" + std::to_string(i));
    }
    EXPECT_TRUE(refuses(many, "at most 64"));
}

TEST(PathConfig, MayBeOrderedButForItsFile) {
    EXPECT_TRUE(may_be_ordered("path.target.host"));
    EXPECT_TRUE(may_be_ordered("path.timeout_seconds"));
    EXPECT_FALSE(may_be_ordered("path.ca_file"));
}

}  // namespace
}  // namespace magpie::agent
