#include "agent/capture/app/agent_socket.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/fakes/agent_peer.hpp"

namespace magpie::agent {
namespace {

using capture::Hello;
using capture::Settled;

std::string made_directory() {
    std::string name = testing::TempDir() + "capture.XXXXXX";
    return ::mkdtemp(name.data());
}

class AgentSocketTest : public testing::Test {
  protected:
    void TearDown() override { std::filesystem::remove_all(directory_); }

    [[nodiscard]] AgentSocket listening() const { return AgentSocket::listen(path_).value(); }
    /// A reason, and what was said until then.
    std::string heard_from(AgentSocket& socket) {
        heard_.clear();
        return std::string(socket.read(heard_));
    }

    std::string directory_ = made_directory();
    std::string path_ = directory_ + "/capture.sock";
    std::vector<capture::Record> heard_;
};

TEST_F(AgentSocketTest, IsForItsGroupAlone) {
    const auto socket = listening();
    struct stat found {};
    ASSERT_EQ(::stat(path_.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0660);
}

TEST_F(AgentSocketTest, TakesThePlaceOfOneThatNobodyListensTo) {
    { const auto left_behind = listening(); }
    const auto socket = listening();
    EXPECT_TRUE(fakes::AgentPeer(path_).connected());
}

TEST_F(AgentSocketTest, LeavesOneAloneThatSomebodyListensTo) {
    const auto first = listening();
    EXPECT_FALSE(AgentSocket::listen(path_));
    EXPECT_TRUE(fakes::AgentPeer(path_).connected());
}

TEST_F(AgentSocketTest, LeavesAloneWhatIsNoSocket) {
    std::ofstream(path_) << "kept";
    EXPECT_FALSE(AgentSocket::listen(path_));
    EXPECT_TRUE(std::filesystem::is_regular_file(path_));
}

TEST_F(AgentSocketTest, WithoutItsDirectorySaysWhere) {
    const auto socket = AgentSocket::listen(directory_ + "/none/capture.sock");
    ASSERT_FALSE(socket);
    EXPECT_NE(socket.error().find(directory_ + "/none/capture.sock"), std::string::npos);
}

TEST_F(AgentSocketTest, GreetsWhoCalls) {
    auto socket = listening();
    EXPECT_EQ(socket.accept(), AgentSocket::Call::nobody);
    fakes::AgentPeer agent(path_);
    EXPECT_EQ(socket.accept(), AgentSocket::Call::taken);
    EXPECT_EQ(agent.hears(), std::vector<capture::Record>{Hello{}});
}

TEST_F(AgentSocketTest, HearsWhatIsOurs) {
    auto socket = listening();
    fakes::AgentPeer agent(path_);
    (void)socket.accept();
    agent.says(Hello{});
    agent.says(capture::OwnNetwork{.ssid = capture::text32("net")});
    agent.says(capture::OwnAccessPoint{.bits = 24});
    agent.says(capture::OwnResolver{.resolver = 1});
    agent.says(Settled{});
    EXPECT_EQ(heard_from(socket), "");
    ASSERT_EQ(heard_.size(), 5);
    EXPECT_TRUE(std::holds_alternative<Hello>(heard_.front()));
    EXPECT_TRUE(std::holds_alternative<Settled>(heard_.back()));
}

TEST_F(AgentSocketTest, HearsOfClientsOnceAllIsSaidThatIsOurs) {
    auto socket = listening();
    fakes::AgentPeer agent(path_);
    (void)socket.accept();
    const capture::ClientEvent event{.interface = capture::text32("wlan0"), .change = capture::ClientChange::left};
    agent.says(Hello{});
    agent.says(Settled{});
    agent.says(event);
    agent.says(event);
    EXPECT_EQ(heard_from(socket), "");
    EXPECT_EQ(heard_, (std::vector<capture::Record>{Hello{}, Settled{}, event, event}));
}

TEST_F(AgentSocketTest, TurnsASecondAgentAwayAndKeepsTheFirst) {
    auto socket = listening();
    fakes::AgentPeer first(path_);
    (void)socket.accept();
    first.says(Hello{});
    EXPECT_EQ(heard_from(socket), "");
    fakes::AgentPeer second(path_);
    EXPECT_EQ(socket.accept(), AgentSocket::Call::turned_away);
    EXPECT_TRUE(second.was_put_off());
    socket.say(std::array<capture::Record, 1>{Settled{}});
    EXPECT_EQ(first.hears().size(), 2);
}

TEST_F(AgentSocketTest, WhoOnlyLooksGivesWayToAnAgent) {
    auto socket = listening();
    fakes::AgentPeer look(path_);
    (void)socket.accept();
    socket.say(std::array<capture::Record, 1>{capture::Channel{}});
    EXPECT_EQ(look.hears().size(), 2) << "until then it is told";
    fakes::AgentPeer agent(path_);
    EXPECT_EQ(socket.accept(), AgentSocket::Call::taken);
    EXPECT_TRUE(look.was_put_off());
    agent.says(Hello{});
    EXPECT_EQ(heard_from(socket), "");
    EXPECT_EQ(agent.hears(), std::vector<capture::Record>{Hello{}});
}

TEST_F(AgentSocketTest, TakesTheNextOnceOneIsGone) {
    auto socket = listening();
    fakes::AgentPeer first(path_);
    (void)socket.accept();
    first.says(Hello{});
    first.says(Settled{});
    EXPECT_EQ(heard_from(socket), "");
    first.goes();
    EXPECT_EQ(heard_from(socket), AgentSocket::gone);
    fakes::AgentPeer second(path_);
    EXPECT_EQ(socket.accept(), AgentSocket::Call::taken);
    second.says(Hello{});
    second.says(Settled{});
    EXPECT_EQ(heard_from(socket), "");
    EXPECT_EQ(heard_, (std::vector<capture::Record>{Hello{}, Settled{}}))
        << "so that what the first left half said is forgotten";
}

TEST_F(AgentSocketTest, PutsOffWhoDoesNotSpeakAsAnAgent) {
    const std::vector<std::byte> garbage(17, std::byte{0x5a});
    const std::vector<std::byte> too_long(capture::record_size + 1, std::byte{0});
    const auto record = [](const capture::Record& said) {
        const auto bytes = capture::encode(said);
        return std::vector<std::byte>(bytes.begin(), bytes.end());
    };
    const std::vector<std::pair<std::string, std::vector<std::vector<std::byte>>>> cases{
        {"no record", {garbage}},
        {"no record", {record(Hello{}), garbage}},
        {"no record", {too_long}},
        {"no hello", {record(Settled{})}},
        {"another version", {record(Hello{.version = Hello::present_version + 1})}},
        {"not an agent's record", {record(Hello{}), record(capture::Channel{})}},
        {"not an agent's record", {record(Hello{}), record(Hello{})}},
        {"not an agent's record", {record(Hello{}), record(capture::ClientEvent{})}},
        {"says more than what is ours", {record(Hello{}), record(Settled{}), record(Settled{})}},
        {"says more than what is ours", {record(Hello{}), record(Settled{}), record(capture::OwnNetwork{})}},
    };
    auto socket = listening();
    for (const auto& [why, messages] : cases) {
        fakes::AgentPeer peer(path_);
        ASSERT_EQ(socket.accept(), AgentSocket::Call::taken);
        for (const auto& message : messages) {
            peer.sends(message);
        }
        EXPECT_EQ(heard_from(socket), why);
        EXPECT_TRUE(peer.was_put_off()) << why;
        EXPECT_EQ(socket.agent(), -1);
    }
}

TEST_F(AgentSocketTest, PutsOffWhoSaysWithoutEndWhatIsOurs) {
    auto socket = listening();
    fakes::AgentPeer peer(path_);
    (void)socket.accept();
    peer.says(Hello{});
    std::string why;
    std::size_t heard = 0;
    for (int said = 0; said < 2000 && why.empty(); ++said) {
        peer.says(capture::OwnNetwork{});
        why = heard_from(socket);
        heard += heard_.size();
    }
    EXPECT_EQ(why, "says too much is ours");
    EXPECT_EQ(heard, 1025);
}

TEST_F(AgentSocketTest, HearsNobodyOutInOneTurn) {
    auto socket = listening();
    fakes::AgentPeer agent(path_);
    (void)socket.accept();
    agent.says(Hello{});
    for (int i = 0; i < 100; ++i) {
        agent.says(capture::OwnNetwork{});
    }
    EXPECT_EQ(heard_from(socket), "");
    EXPECT_EQ(heard_.size(), 64);
    EXPECT_EQ(heard_from(socket), "");
    EXPECT_EQ(heard_.size(), 37);
}

TEST_F(AgentSocketTest, KeepsWhatAnAgentHasNotReadWithinBounds) {
    auto socket = listening();
    fakes::AgentPeer agent(path_);
    (void)socket.accept();
    const std::vector<capture::Record> second(1000, capture::Channel{});
    for (int i = 0; i < 5; ++i) {
        socket.say(second);
    }
    EXPECT_TRUE(socket.has_more_to_say());
    EXPECT_GT(socket.dropped(), 2000);
    std::size_t heard = agent.hears().size();
    while (socket.has_more_to_say()) {
        socket.flush();
        heard += agent.hears().size();
    }
    EXPECT_EQ(heard + socket.dropped(), 5001);
    socket.say(second);
    EXPECT_GT(agent.hears().size(), 0);
}

TEST_F(AgentSocketTest, SaysNothingToNobody) {
    auto socket = listening();
    socket.say(std::array<capture::Record, 1>{Settled{}});
    EXPECT_FALSE(socket.has_more_to_say());
    EXPECT_EQ(socket.dropped(), 0);
}

TEST_F(AgentSocketTest, OutlivesAnAgentThatGoesWhileItIsSpokenTo) {
    auto socket = listening();
    fakes::AgentPeer agent(path_);
    (void)socket.accept();
    agent.goes();
    socket.say(std::array<capture::Record, 1>{Settled{}});
    EXPECT_EQ(heard_from(socket), AgentSocket::gone);
}

}  // namespace
}  // namespace magpie::agent
