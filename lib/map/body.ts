/** What stands in the page before its script fills it. */
export const pageBody = `<a class="skip" href="#edges-title">Skip the picture</a>
<header>
<h1>System map</h1>
<label>Environment <select id="environment"></select></label>
<label>Compare with <select id="base"></select></label>
<label>Show <input id="filter" type="search" list="names" placeholder="service or topic" autocomplete="off" spellcheck="false"></label>
<datalist id="names"></datalist>
<button type="button" id="clear">Show all</button>
<label class="check"><input id="platform" type="checkbox"> Prometheus and Consul</label>
</header>
<noscript><p>The map is drawn by a script in this file. Without one, map.md beside it has the same as text.</p></noscript>
<main>
<div class="view">
<section class="map" aria-label="Map">
<div class="tools" role="group" aria-label="Size">
<button type="button" id="smaller" aria-label="Smaller">−</button>
<button type="button" id="fit">Fit</button>
<button type="button" id="larger" aria-label="Larger">+</button>
</div>
<p id="note"></p>
<button type="button" id="anyway" hidden>Draw all of it, which may take a while</button>
<div id="picture" tabindex="-1"></div>
<ul class="legend" aria-label="Shapes">
<li>box: service</li><li>double-edged box: worker, which nobody calls</li><li>cylinder: Kafka topic</li>
<li>rounded: outside</li><li>hexagon: way in</li><li>dashed line: by Kafka</li>
<li class="when-comparing">+ added</li><li class="when-comparing">− removed</li><li class="when-comparing">≠ changed</li>
</ul>
</section>
<aside id="panel" tabindex="-1" aria-label="Details" aria-live="polite"></aside>
</div>
<section id="differences" aria-labelledby="differences-title" hidden></section>
<section>
<h2 id="edges-title" tabindex="-1">Edges</h2>
<div class="scroll" role="region" aria-labelledby="edges-title" tabindex="0">
<table>
<thead><tr><th scope="col">From</th><th scope="col">How</th><th scope="col">To</th><th scope="col">What it gave</th></tr></thead>
<tbody id="rows"></tbody>
</table>
</div>
<button type="button" id="more" hidden></button>
</section>
</main>
<footer><p id="status" role="status"></p></footer>`;
