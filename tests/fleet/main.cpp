#include <utility>

#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include "tests/fleet/command_line.hpp"
#include "tests/fleet/fleet.hpp"
#include "tests/fleet/fleet_clock.hpp"
#include "tests/fleet/lines.hpp"
#include "tests/fleet/loop.hpp"
#include "tests/fleet/rhythm.hpp"

int main(int argc, char** argv) {
    using namespace magpie;

    const auto line = fleet::parse_command_line(argc, argv);
    if (!line) {
        fmt::print(stderr, "magpie-fleet: {}\n{}", line.error(), fleet::usage);
        return 2;
    }
    if (line->help) {
        std::fputs(fleet::usage, stdout);
        return 0;
    }
    const auto most = fleet::most_connections();
    boost::asio::io_context loop(1);
    const auto server = fleet::find_server(loop, line->server, line->tls);
    if (!server) {
        fmt::print(stderr, "magpie-fleet: {}\n", server.error());
        return 1;
    }

    // city and weather -> what each pole measures -> its Agent, all within Fleet; Agent -> line -> broker
    const fleet::FleetClock clock(line->speed);
    const fleet::City city(line->seed, line->poles);
    auto faults = line->faults;
    if (line->weather) {
        const auto drawn = fleet::draw_faults(line->seed);
        faults.insert(faults.end(), drawn.begin(), drawn.end());
    }
    auto storm = line->storm;
    if (storm) {
        const auto in_the_city = [&](Milliseconds time) {
            return Milliseconds{std::llround(static_cast<double>(time.count()) * line->speed)};
        };
        storm = fleet::Storm{in_the_city(storm->at), in_the_city(storm->within)};
    }
    fleet::Traffic traffic;
    fleet::Lines lines(loop, *server, traffic);
    fleet::Fleet fleet(
        city,
        {.poles = {.server = line->server,
                   .interval = line->interval,
                   .series = line->series,
                   .sensors = line->sensors,
                   .capture = line->capture,
                   .targets = line->targets,
                   .hours_ahead = line->hour ? 24 + *line->hour - fleet::hour_in_seoul(clock.now().wall) : 0,
                   .orders_directory = line->orders,
                   .orders_ca_file = line->tls.ca_file},
         .faults = std::move(faults),
         .storm = storm,
         .log =
             [](Milliseconds at, const std::string& text) {
                 fmt::print("weather {:.1f} s  {}\n", std::chrono::duration<double>(at).count(), text);
                 std::fflush(stdout);
             }},
        lines.make(line->poles, line->connections == 0 ? most : std::min(line->connections, most)),
        [&clock] { return clock.now(); });
    return fleet::run(loop, fleet, traffic, clock, line->seconds);
}
